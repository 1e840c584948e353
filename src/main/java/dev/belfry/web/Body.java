package dev.belfry.web;

/**
 * The body of a request.
 *
 * @param json whether it was sent as JSON; plain text otherwise
 * @param text what it says
 * @param bytes the same, as it came
 */
@SuppressWarnings("ArrayRecordComponent") // read once, by the method that asked for it
record Body(boolean json, String text, byte[] bytes) {}
