/**
 * DNS lists that can be trusted. A list is a zone in the DNS in which an address or a name is looked up (RFC 5782); what it answers is
 * worth points.
 *
 * <p>Start at {@link org.doorward.dnsbl.DnsblClient}, which asks all lists at once and remembers what they said together. Whether a list
 * is asked, and whether what it said counts, {@link org.doorward.dnsbl.ListHealth} says: a list must prove itself, and one that fails or
 * lies is parked. {@link org.doorward.dnsbl.ReversedName}, {@link org.doorward.dnsbl.Reading}, {@link org.doorward.dnsbl.OperatorCodes},
 * {@link org.doorward.dnsbl.ProbeResult}, {@link org.doorward.dnsbl.ParkingSchedule} and {@link org.doorward.dnsbl.ListedShare} are pure.
 */
@NullMarked
package org.doorward.dnsbl;

import org.jspecify.annotations.NullMarked;
