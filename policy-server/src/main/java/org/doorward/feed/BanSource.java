package org.doorward.feed;

import java.util.Optional;
import org.doorward.store.BanNews;

/** The bans that are to be carried out, for whoever follows them. Any thread may ask. */
public interface BanSource {

    /** The revision that news would lead to now. Never waits. */
    String revision();

    /** What has changed since a revision, or all there is when that is not known. May look at all bans. */
    BanNews since(Optional<String> revision);

    /** Has something hear of each change: it must neither wait nor fail, and may be told too often. */
    void onChange(Runnable listener);
}
