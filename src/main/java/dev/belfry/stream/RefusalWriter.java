package dev.belfry.stream;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Tells a client what the container refused before the application was asked. Called by any thread,
 * for a request of which anything may be missing: its method, its path, its headers.
 */
@FunctionalInterface
public interface RefusalWriter {

  /**
   * Writes the whole answer.
   *
   * @param status the HTTP status that fits
   * @param detail what is wrong with the request, for a person
   * @throws IOException if the client is gone
   * @throws ServletException if the answer could not be made
   */
  void write(int status, String detail, HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException;
}
