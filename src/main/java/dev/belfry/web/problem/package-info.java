/**
 * Refusals: the kinds there are ({@link dev.belfry.web.problem.ProblemType}), how one travels to
 * where it is answered, and the one place that writes them ({@link
 * dev.belfry.web.problem.ProblemWriter}, RFC 9457).
 */
@NullMarked
package dev.belfry.web.problem;

import org.jspecify.annotations.NullMarked;
