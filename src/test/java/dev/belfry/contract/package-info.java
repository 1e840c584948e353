/**
 * The HTTP contract, tested from outside: a started service, addressed over sockets, with nothing
 * known of its inside. A test here may only break when a client could.
 */
@NullMarked
package dev.belfry.contract;

import org.jspecify.annotations.NullMarked;
