package dev.belfry.fanout;

/** Adds up the flags it is handed, so that one that comes twice is seen. The worker's. */
final class HeardItem extends Inbox.Item {

  /** What a second hand-on adds: its flags were taken by the first. */
  private static final int HANDED_ON_FOR_NOTHING = 1 << 20;

  int sum;
  int times;

  HeardItem(Inbox inbox) {
    super(inbox);
  }

  @Override
  void signalled(int raised) {
    sum += raised == 0 ? HANDED_ON_FOR_NOTHING : raised;
    times++;
  }
}
