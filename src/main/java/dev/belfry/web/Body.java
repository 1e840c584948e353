package dev.belfry.web;

/**
 * The body of a request, to be closed once the request is answered.
 *
 * @param json whether it was sent as JSON; plain text otherwise
 * @param text what it says
 * @param bytes the same, as it came
 * @param place what it takes
 */
@SuppressWarnings("ArrayRecordComponent") // read once, by the method that asked for it
record Body(boolean json, String text, byte[] bytes, BodyMemory.Place place)
    implements AutoCloseable {

  @Override
  public void close() {
    place.close();
  }
}
