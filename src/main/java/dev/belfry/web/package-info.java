/**
 * The HTTP contract and nothing else: controllers, what is accepted as a body, cross-origin rules,
 * problem details.
 *
 * <p>Every refusal leaves through {@link dev.belfry.web.problem.ProblemWriter}. Who may publish is
 * asked of {@link dev.belfry.web.PublisherAccess} only. Classes are immutable and run on the
 * container's threads; nothing here starts one.
 */
@NullMarked
package dev.belfry.web;

import org.jspecify.annotations.NullMarked;
