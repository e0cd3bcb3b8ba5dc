/** Names of models that are not on this machine yet, and the services that fetch them. */
@NullMarked
package dev.muninn.locate;

import org.jspecify.annotations.NullMarked;
