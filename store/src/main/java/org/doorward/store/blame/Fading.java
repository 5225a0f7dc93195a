package org.doorward.store.blame;

/** How fast points fade. */
public enum Fading {
    /** What a client did itself. */
    BEHAVIOUR,
    /** What others say of it, and take back. */
    LISTING
}
