/** What a training run is told: a YAML file, read with suspicion. */
@NullMarked
package dev.muninn.train.recipe;

import org.jspecify.annotations.NullMarked;
