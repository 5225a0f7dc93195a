package org.doorward;

import org.doorward.dns.Dns;
import org.doorward.dnsbl.HealthBook;
import org.doorward.dnsbl.Timer;

/**
 * What the checks look things up with, and what outlives a reload of it.
 *
 * @param dns asks the DNS
 * @param health knows which DNS lists can be trusted
 * @param timer ends the wait for them
 */
record Lookups(Dns dns, HealthBook health, Timer timer) {}
