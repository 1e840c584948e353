/**
 * What is on the wire, tested from outside: raw sockets, strict parsers and real clients against a
 * started service, through its HTTP contract alone. Nothing here may import the service's own
 * packages but the application class.
 */
@NullMarked
package dev.belfry.wire;

import org.jspecify.annotations.NullMarked;
