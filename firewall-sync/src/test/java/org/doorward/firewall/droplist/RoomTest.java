package org.doorward.firewall.droplist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoomTest {

    private static final long HEAP = 64L << 20;

    @Test
    void allListsTogetherHaveAQuarterOfTheHeap() {
        Room room = new Room(HEAP);
        int all = room.leftFor("drop");
        assertThat(all).isBetween(60_000, 80_000);

        room.take("drop", 50_000);
        assertThat(room.leftFor("abusers")).isEqualTo(all - 50_000);
        assertThat(room.leftFor("drop")).as("it is replaced whole").isEqualTo(all);

        room.take("abusers", all - 50_000);
        assertThat(room.leftFor("third")).isZero();
        assertThat(room.leftFor("drop")).isEqualTo(50_000);

        room.take("drop", 1_600);
        assertThat(room.leftFor("third")).isEqualTo(48_400);
    }

    @Test
    void aLargeHeapHasNoMoreRoomThanTheKernel() {
        assertThat(new Room(8L << 30).leftFor("any")).isEqualTo(DropListText.MOST_NETWORKS);
        assertThat(Room.ofThisProcess().leftFor("any")).isPositive();
    }
}
