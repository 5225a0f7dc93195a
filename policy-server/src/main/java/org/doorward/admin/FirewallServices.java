package org.doorward.admin;

import java.util.List;
import java.util.function.Supplier;
import org.doorward.feed.BanSource;
import org.doorward.feed.NeverFact;

/**
 * What the firewall's worker asks for, and tells.
 *
 * @param bans the bans that are carried out
 * @param never whom mail says not to drop; may block for a short time
 */
public record FirewallServices(BanSource bans, Supplier<List<NeverFact>> never) {}
