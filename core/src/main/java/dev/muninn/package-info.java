/** What an embedder needs: {@link dev.muninn.Engine}, its options, and a request. */
@NullMarked
package dev.muninn;

import org.jspecify.annotations.NullMarked;
