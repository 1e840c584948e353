/**
 * The fan-out benchmark: a load generator for server-sent events that checks every delivery. It
 * knows the service only through its HTTP contract and needs nothing but the JDK. One thread reads
 * all streams, a second one publishes; a {@link dev.belfry.bench.Tally} belongs to the reader.
 */
package dev.belfry.bench;
