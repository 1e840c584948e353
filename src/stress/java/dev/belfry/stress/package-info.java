/**
 * A stress suite: publishers, deleters and subscribers that do what they should not, against a
 * service that is killed under them, and a checker that knows every acknowledged event.
 */
package dev.belfry.stress;
