package dev.belfry.access;

/** Finds out who is asking. */
public interface Authenticator {

  /**
   * Tells who sent a request. Called once for each request, on its thread; may block, for a bounded
   * time.
   *
   * @return a caller without a name and without rights of his own if nobody known sent it
   */
  Caller authenticate(Credentials credentials);
}
