/**
 * The endpoints of the HTTP contract, and what they take from a request. Every handler is told who
 * is asking, by {@code CallerResolver}, and shows the hub a permit that it got by {@code Permits}.
 *
 * <p>Every refusal leaves through {@link dev.belfry.web.problem.ProblemWriter}. Classes are
 * immutable and run on the container's threads; nothing here starts one.
 */
@NullMarked
package dev.belfry.web;

import org.jspecify.annotations.NullMarked;
