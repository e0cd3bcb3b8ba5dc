/**
 * Kernels on the JDK's Vector API.
 *
 * <p>Rules of this package, both learned from measurements:
 *
 * <ul>
 *   <li>A loop over vectors calls methods of the Vector API only; our own helpers take and return arrays and floats. C2 inlines
 *       the API by force, but helpers only until a compilation has grown to some size, and a vector that crosses a real call is
 *       allocated.
 *   <li>No masks near the end of an array: lanes that would lie outside send the access down a path that allocates. Last elements
 *       go one by one, through scratch space, or are padded.
 * </ul>
 */
package dev.muninn.kernels.vector;
