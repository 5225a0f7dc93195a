package org.doorward.store.net;

import java.util.Optional;

/**
 * A network: an address with all host bits zero, and how many bits of it count. Sorted by address, the wider network first.
 *
 * @param address the network's first address
 * @param prefix how many bits count, 0 to {@link IpAddress#bits()}
 */
public record Cidr(IpAddress address, int prefix) implements Comparable<Cidr> {

    private static final int MAPPED_PREFIX = 96;

    /**
     * Holds a network.
     *
     * @throws IllegalArgumentException when the prefix is out of range or the address has host bits; {@link #of} masks
     */
    public Cidr {
        if (prefix < 0 || prefix > address.bits()) {
            throw new IllegalArgumentException("prefix " + prefix + " does not fit " + address);
        }
        if (!address.equals(address.first(prefix))) {
            throw new IllegalArgumentException(address + "/" + prefix + " has host bits");
        }
    }

    /**
     * The network that an address lies in.
     *
     * @param address any address
     * @param prefix how many of its bits count
     * @throws IllegalArgumentException when the prefix is out of range
     */
    public static Cidr of(IpAddress address, int prefix) {
        return new Cidr(address.first(prefix), prefix);
    }

    /**
     * Reads a network: {@code 198.51.100.0/24}, {@code 2001:db8::/32}, or an address alone, which is a network of one.
     * {@code ::ffff:198.51.100.0/120} is {@code 198.51.100.0/24}.
     *
     * @return the network, or empty for anything else; {@link #problem} tells why
     */
    public static Optional<Cidr> parse(String text) {
        return read(text).cidr();
    }

    /**
     * Why a text is not a network, for an operator who wrote it: one line, with the remedy where there is one.
     *
     * @return empty when {@link #parse} reads it
     */
    public static Optional<String> problem(String text) {
        Reading reading = read(text);
        return reading.cidr().isPresent() ? Optional.empty() : Optional.of(reading.problem());
    }

    private static Reading read(String text) {
        int slash = text.indexOf('/');
        String addressText = slash < 0 ? text : text.substring(0, slash);
        Optional<IpAddress> address = IpAddress.parse(addressText);
        if (address.isEmpty()) {
            return Reading.refused("not an IPv4 or IPv6 address before the prefix length");
        }
        if (slash < 0) {
            return Reading.of(of(address.get(), address.get().bits()));
        }
        boolean mapped = !address.get().isV6() && addressText.indexOf(':') >= 0;
        return readPrefix(address.get(), text.substring(slash + 1), mapped);
    }

    private static Reading readPrefix(IpAddress address, String text, boolean mapped) {
        int offset = mapped ? MAPPED_PREFIX : 0;
        int longest = address.bits() + offset;
        int prefix = prefixLength(text);
        if (prefix < offset || prefix > longest) {
            return Reading.refused("the prefix length must be a number from " + offset + " to " + longest);
        }
        Cidr network = of(address, prefix - offset);
        return network.address().equals(address)
                ? Reading.of(network)
                : Reading.refused("there are host bits behind the prefix; the network is " + network);
    }

    /** The number, or -1 when it is not a decimal number of one to three digits without a leading zero. */
    private static int prefixLength(String text) {
        if (text.isEmpty() || text.length() > 3 || (text.length() > 1 && text.charAt(0) == '0')) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = number * 10 + digit - '0';
        }
        return number;
    }

    /** Whether the address lies in this network; never across families. */
    public boolean contains(IpAddress candidate) {
        return candidate.isV6() == address.isV6() && candidate.first(prefix).equals(address);
    }

    /** The network's last address. */
    public IpAddress last() {
        return address.last(prefix);
    }

    @Override
    public int compareTo(Cidr other) {
        int byAddress = address.compareTo(other.address);
        return byAddress != 0 ? byAddress : Integer.compare(prefix, other.prefix);
    }

    /** The canonical text, always with its prefix length. */
    @Override
    public String toString() {
        return address + "/" + prefix;
    }

    /** Written out because a record's own goes through method handles, and a table of 100,000 networks is made with it. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Cidr network && network.prefix == prefix && network.address.equals(address);
    }

    @Override
    public int hashCode() {
        return address.hashCode() * 31 + prefix;
    }

    /** What became of a text: a network, or a problem. */
    private record Reading(Optional<Cidr> cidr, String problem) {
        static Reading of(Cidr cidr) {
            return new Reading(Optional.of(cidr), "");
        }

        static Reading refused(String problem) {
            return new Reading(Optional.empty(), problem);
        }
    }
}
