/** Makes looped models of dense ones. */
@NullMarked
package dev.muninn.train.retrofit;

import org.jspecify.annotations.NullMarked;
