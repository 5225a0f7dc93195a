package org.doorward;

import org.doorward.dns.Dns;
import org.doorward.dnsbl.HealthBook;
import org.doorward.dnsbl.Timer;
import org.doorward.spf.SenderRanges;

/**
 * What the checks look things up with, and what outlives a reload of it.
 *
 * @param dns asks the DNS
 * @param health knows which DNS lists can be trusted
 * @param timer ends the wait for them
 * @param ranges knows the address ranges of large senders
 */
record Lookups(Dns dns, HealthBook health, Timer timer, SenderRanges ranges) {}
