package dev.belfry.fanout;

/** Adds up the flags it is handed, so that one that comes twice is seen. The worker's. */
final class HeardItem extends Inbox.Item {

  int sum;
  int times;

  HeardItem(Inbox inbox) {
    super(inbox);
  }

  @Override
  void signalled(int raised) {
    sum += raised;
    times++;
  }
}
