/** What operators see and need: metrics, health, the report at the start, the drain at the end. */
@NullMarked
package dev.belfry.operations;

import org.jspecify.annotations.NullMarked;
