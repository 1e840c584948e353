/**
 * What all tests from outside share, JUnit's, the stress and the benchmark: the service in a
 * process of its own, a raw connection, and the strict readers of what comes on it.
 *
 * <p>The stress and the benchmark are compiled by {@code javac} alone: nothing here needs more than
 * the JDK, and they leave out this file, for its annotation.
 */
@NullMarked
package dev.belfry.testkit;

import org.jspecify.annotations.NullMarked;
