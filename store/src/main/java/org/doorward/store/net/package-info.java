/**
 * Addresses and networks as values: {@link org.doorward.store.net.IpAddress}, {@link org.doorward.store.net.Cidr} and
 * {@link org.doorward.store.net.CidrSet}.
 *
 * <p>Text is read strictly, because what one program reads as an address and another as something else is a hole in a
 * list: no leading zeros, no short forms, no scope ids, no names, no look-up of any kind. An IPv4 address that arrives in
 * IPv6 clothes ({@code ::ffff:198.51.100.7}) is the IPv4 address, so that one entry in a list covers both. What is printed
 * is the one canonical form (RFC 5952), so equal values have equal texts.
 */
@NullMarked
package org.doorward.store.net;

import org.jspecify.annotations.NullMarked;
