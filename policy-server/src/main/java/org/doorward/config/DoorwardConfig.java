package org.doorward.config;

import java.nio.file.Path;
import java.util.List;

/**
 * The whole configuration, valid by construction: what could not be understood was refused before one of these was made.
 *
 * @param listen where Postfix asks
 * @param mode whether verdicts are given or only recorded
 * @param stateDir where the database and the admin token live
 * @param admin the admin listener
 * @param server limits of the policy listener
 * @param decision the decision
 * @param rate how much anybody may send
 * @param exempt who is never questioned
 * @param access the operator's allow and deny lists
 * @param score what clients did before
 * @param ban who is banned
 * @param ownList addresses and networks that the operator lists by hand
 * @param spamtrap recipients to whom nobody should write
 * @param helo what the client calls itself
 * @param reverseName what the DNS calls it
 * @param sender the sender's address
 * @param spf which addresses may send for a domain
 * @param greylist greylisting
 * @param dns questions to the DNS
 * @param dnsbl the DNS lists
 * @param firewall the worker that keeps the firewall
 * @param egress who may send mail from here
 * @param store the database
 * @param log logging
 */
public record DoorwardConfig(
        List<ListenAddress> listen,
        Mode mode,
        Path stateDir,
        AdminConfig admin,
        ServerConfig server,
        DecisionConfig decision,
        RateConfig rate,
        ExemptConfig exempt,
        AccessConfig access,
        ScoreConfig score,
        BanConfig ban,
        OwnListConfig ownList,
        SpamtrapConfig spamtrap,
        HeloConfig helo,
        ReverseNameConfig reverseName,
        SenderConfig sender,
        SpfConfig spf,
        GreylistConfig greylist,
        DnsConfig dns,
        DnsblConfig dnsbl,
        WatchConfig watch,
        FirewallConfig firewall,
        EgressConfig egress,
        StoreSection store,
        LogConfig log) {

    /** Whether verdicts count. */
    public enum Mode {
        /** Verdicts are given to Postfix. */
        ENFORCE,
        /** Everything is computed, recorded and counted; Postfix is always told {@code DUNNO}. */
        OBSERVE
    }
}
