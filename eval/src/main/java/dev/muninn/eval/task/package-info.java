/**
 * Generated reasoning problems in plain English, of which the depth is known: {@link dev.muninn.eval.task.Tasks} lists the
 * families, {@link dev.muninn.eval.task.TaskMixture} streams them, {@link dev.muninn.eval.task.TaskText} writes them down.
 */
@NullMarked
package dev.muninn.eval.task;

import org.jspecify.annotations.NullMarked;
