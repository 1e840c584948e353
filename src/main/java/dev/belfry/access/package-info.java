/**
 * Who is asking, and what he may do. A request is turned into a {@link dev.belfry.access.Caller}
 * once, by the {@link dev.belfry.access.Authenticator}; {@link dev.belfry.access.Gate} turns a
 * caller and topics into a permit; and the hub takes permits alone. Nobody else can make one, so
 * that no way in goes around the gate. All values are immutable and safe on every thread.
 */
@NullMarked
package dev.belfry.access;

import org.jspecify.annotations.NullMarked;
