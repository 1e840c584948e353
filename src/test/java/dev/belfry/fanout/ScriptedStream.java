package dev.belfry.fanout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A stream that takes as many bytes as a test lets it. */
public class ScriptedStream implements EventStream {

  private static final Pattern BLANK_LINE = Pattern.compile("\n\n");

  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
  private final boolean chunked;
  long room = Long.MAX_VALUE;
  boolean broken;
  boolean awaited;
  public boolean ended;
  boolean aborted;
  int writes;

  public ScriptedStream(boolean chunked) {
    this.chunked = chunked;
  }

  public ScriptedStream() {
    this(false);
  }

  @Override
  public boolean isChunked() {
    return chunked;
  }

  @Override
  public long write(ByteBuffer[] buffers, int count) throws IOException {
    writes++;
    if (broken) {
      throw new IOException("broken");
    }
    long before = room;
    for (int i = 0; i < count && room > 0; i++) {
      while (buffers[i].hasRemaining() && room > 0) {
        taken.write(buffers[i].get());
        room--;
      }
    }
    return before - room;
  }

  @Override
  public void awaitWritable() {
    awaited = true;
  }

  @Override
  public void end() {
    ended = true;
  }

  @Override
  public void abort() {
    aborted = true;
  }

  /** All that was written. */
  public String text() {
    return taken.toString(StandardCharsets.UTF_8);
  }

  /** The positions of the events taken so far, without gaps and heartbeats. */
  public List<Long> positions() {
    List<Long> positions = new ArrayList<>();
    for (String block : BLANK_LINE.split(text(), -1)) {
      if (block.startsWith("id: ") && block.contains("\ndata: ")) {
        String id = block.substring(4, block.indexOf('\n'));
        positions.add(Long.parseLong(id.substring(id.indexOf('-') + 1)));
      }
    }
    return positions;
  }
}
