package org.doorward.firewall.nft;

import org.doorward.firewall.BanLength;

/** What the sets and chains of our table are called. */
final class NftNames {

    private NftNames() {}

    /** The set of the bans of a length: {@code b4_32}, {@code b4_24}, {@code b6_64}. */
    static String bans(BanLength length) {
        return "b" + suffix(length);
    }

    /** The set of those of them that knock. */
    static String knocks(BanLength length) {
        return "knock" + suffix(length);
    }

    /** The chain for packets from them. */
    static String banned(BanLength length) {
        return "banned" + suffix(length);
    }

    /** A name that there is for each family: {@code allow4}, {@code allow6}. */
    static String ofFamily(String name, boolean v6) {
        return name + (v6 ? "6" : "4");
    }

    /** The type of a set's elements. */
    static String type(boolean v6) {
        return v6 ? "ipv6_addr" : "ipv4_addr";
    }

    /** What a packet is looked up by in a set of that length. */
    static String source(BanLength length) {
        return switch (length) {
            case V4_32 -> "ip saddr";
            case V4_24 -> "ip saddr & 255.255.255.0";
            case V6_64 -> "ip6 saddr & ffff:ffff:ffff:ffff::";
        };
    }

    private static String suffix(BanLength length) {
        return ofFamily("", length.v6()) + "_" + length.prefix();
    }
}
