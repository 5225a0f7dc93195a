package org.doorward.store.net;

import java.util.Random;

/** Addresses and networks that crowd together, so that they nest and touch. */
final class RandomNetworks {

    private RandomNetworks() {}

    static IpAddress address(Random random) {
        byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
        random.nextBytes(bytes);
        bytes[0] = random.nextInt(8) == 0 ? bytes[0] : (byte) 0x20;
        return IpAddress.ofBytes(bytes);
    }

    /** An address that shares a random number of leading bits with another one. */
    static IpAddress near(IpAddress address, Random random) {
        byte[] bytes = address.bytes();
        for (int bit = random.nextInt(address.bits() + 1); bit < address.bits(); bit++) {
            if (random.nextBoolean()) {
                bytes[bit / 8] ^= (byte) (0x80 >> bit % 8);
            }
        }
        return IpAddress.ofBytes(bytes);
    }
}
