@NullMarked
package dev.muninn.model;

import org.jspecify.annotations.NullMarked;
