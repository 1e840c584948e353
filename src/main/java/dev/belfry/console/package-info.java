/**
 * What the profile {@code dev} has to show: the console page, and a topic that ticks. None of it is
 * there in any other profile.
 */
@NullMarked
package dev.belfry.console;

import org.jspecify.annotations.NullMarked;
