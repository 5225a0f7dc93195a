package org.doorward.ownlist;

import java.nio.file.Path;
import java.util.List;
import org.doorward.pattern.ListReading;
import org.doorward.store.net.Cidr;

/** Own lists for tests. */
public final class SampleOwnLists {

    private SampleOwnLists() {}

    /** A list that is kept in a folder, with an exempt network and no files. */
    public static OwnLists in(Path folder) {
        return with(folder, OwnList.EMPTY);
    }

    /** The same with what stands in files. */
    public static OwnLists with(Path folder, OwnList files) {
        return new OwnLists(
                kept(folder),
                () -> files,
                () -> List.of(Cidr.parse("198.51.100.128/25").orElseThrow()));
    }

    static KeptList kept(Path folder) {
        ListReading<KeptList> opened = KeptList.open(KeptList.file(folder));
        return ((ListReading.Good<KeptList>) opened).value();
    }
}
