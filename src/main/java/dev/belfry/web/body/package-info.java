/**
 * What publishers send: bodies are read whole and within bounds, decoded, checked as JSON or text,
 * and taken apart into the events of a batch. Whoever asks what a bad body gets finds it here.
 */
@NullMarked
package dev.belfry.web.body;

import org.jspecify.annotations.NullMarked;
