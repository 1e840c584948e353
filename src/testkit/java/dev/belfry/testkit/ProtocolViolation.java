package dev.belfry.testkit;

/** The server sent what a careful server never sends. */
public class ProtocolViolation extends AssertionError {

  private static final long serialVersionUID = 1L;

  public ProtocolViolation(String message) {
    super(message);
  }

  /** The connection ended inside a response, as it does where a server is killed. */
  public static final class CutOff extends ProtocolViolation {

    private static final long serialVersionUID = 1L;

    CutOff(String message) {
      super(message);
    }
  }
}
