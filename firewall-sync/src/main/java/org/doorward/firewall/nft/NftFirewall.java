package org.doorward.firewall.nft;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanSet;
import org.doorward.firewall.Firewall;
import org.doorward.firewall.FirewallBan;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.FirewallException.Kind;
import org.doorward.firewall.Wanted;
import org.doorward.store.net.Cidr;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's nftables, by the program {@code nft}. Needs CAP_NET_ADMIN and nothing else.
 *
 * <p>{@link #knocks} counts from one call to the next, and a rebuild begins the counters at zero. Ends that {@link #read} shows are right to
 * some seconds.
 */
public final class NftFirewall implements Firewall {

    /** So many elements of each set are shown in a plan. */
    private static final int SHOWN = 20;

    private final NftSettings settings;
    private final NftScript script;
    private final NftProbe probe;
    private final NftCommand nft;
    private final NftAudit audit;
    private final NftQuarantine quarantine = new NftQuarantine();
    private @Nullable NftMonitor monitor;

    /** A firewall that does nothing until it is asked. */
    public NftFirewall(NftSettings settings) {
        NftRules rules = new NftRules(settings);
        this.settings = settings;
        this.script = new NftScript(settings.table(), rules);
        this.probe = new NftProbe(settings.table(), rules);
        this.nft = new NftCommand(settings.program());
        this.audit = new NftAudit(settings, nft);
    }

    @Override
    public String name() {
        return "nftables";
    }

    @Override
    public void rebuild(Wanted wanted, Instant now) throws FirewallException {
        Wanted sound = sound(wanted);
        try {
            stream(sound, now);
        } catch (FirewallException refusal) {
            if (refusal.kind() != Kind.REFUSED) {
                throw refusal;
            }
            List<Cidr> networks =
                    sound.bans().all().stream().map(FirewallBan::network).toList();
            quarantine.find(networks, refusal, some -> {
                Wanted part = only(sound, some);
                check(script.rebuild(part, now), elements(part));
            });
            stream(sound(sound), now);
        }
    }

    private void stream(Wanted wanted, Instant now) throws FirewallException {
        nft.stream(script.rebuild(wanted, now), settings.patienceFor(elements(wanted)));
    }

    /** Those of drop lists take longer than bans do. */
    private static int elements(Wanted wanted) {
        return wanted.bans().size() + wanted.allow().size() + wanted.drop().size();
    }

    private Wanted sound(Wanted wanted) {
        return new Wanted(quarantine.sound(wanted.bans()), wanted.allow(), wanted.drop());
    }

    private static Wanted only(Wanted wanted, Set<Cidr> some) {
        BanSet bans = wanted.bans().only(ban -> some.contains(ban.network()));
        return new Wanted(bans, wanted.allow(), wanted.drop());
    }

    @Override
    public void apply(BanChanges changes, Instant now) throws FirewallException {
        if (changes.size() > MOST_CHANGES) {
            throw new IllegalArgumentException(changes.size() + " changes at once; at most " + MOST_CHANGES);
        }
        BanChanges sound = quarantine.sound(changes);
        try {
            change(sound, now);
        } catch (FirewallException refusal) {
            if (refusal.kind() != Kind.REFUSED) {
                throw refusal;
            }
            List<Cidr> networks = new ArrayList<>(sound.end());
            sound.begin().forEach(ban -> networks.add(ban.network()));
            quarantine.find(networks, refusal, some -> check(script.apply(only(sound, some), now), some.size()));
            change(quarantine.sound(sound), now);
        }
    }

    private void change(BanChanges changes, Instant now) throws FirewallException {
        if (changes.isEmpty()) {
            return;
        }
        Script text = script.apply(changes, now);
        try {
            run(text, changes.size());
        } catch (FirewallException e) {
            // Where an element's time ends between its add and its delete, kernels before 6.8 do not find it.
            if (e.kind() != Kind.GONE || look().state() != State.IN_PLACE) {
                throw e;
            }
            run(text, changes.size());
        }
    }

    private static BanChanges only(BanChanges changes, Set<Cidr> some) {
        return new BanChanges(
                changes.end().stream().filter(some::contains).toList(),
                changes.begin().stream()
                        .filter(ban -> some.contains(ban.network()))
                        .toList());
    }

    @Override
    public void replace(List<Cidr> allow, List<Cidr> drop) throws FirewallException {
        run(script.replace(allow, drop), allow.size() + drop.size());
    }

    @Override
    public Look look() throws FirewallException {
        return nft.list(probe::look, settings.patience(), "-t", "-y", "list", "ruleset");
    }

    @Override
    public BanSet read(Instant now) throws FirewallException {
        return audit.bans(now);
    }

    @Override
    public List<Knock> knocks() throws FirewallException {
        List<Knock> knocks = audit.knocks();
        if (!knocks.isEmpty()) {
            run(script.forgetKnocks(), 0);
        }
        return knocks;
    }

    @Override
    public void sleep(boolean asleep) throws FirewallException {
        run(script.sleep(asleep), 0);
    }

    @Override
    public String save() throws FirewallException {
        if (look().state() == State.GONE) {
            return "";
        }
        return nft.list(
                NftFirewall::all,
                settings.patienceToRead(settings.mostElements()),
                "list",
                "table",
                "inet",
                settings.table());
    }

    private static String all(Reader output) throws IOException {
        StringWriter text = new StringWriter();
        output.transferTo(text);
        return text.toString();
    }

    @Override
    public void restore(String saved) throws FirewallException {
        run(script.remove() + saved, settings.mostElements());
    }

    @Override
    public void remove() throws FirewallException {
        run(script.remove(), 0);
    }

    @Override
    public String plan(Wanted wanted, Instant now) {
        return script.plan(sound(wanted), now, SHOWN);
    }

    /** How many networks are left out because nft has refused them; each was logged. */
    public int quarantined() {
        return quarantine.size();
    }

    private void run(String text, int elements) throws FirewallException {
        run(Script.of(text), elements);
    }

    private void run(Script text, int elements) throws FirewallException {
        nft.run(text, settings.patienceFor(elements));
    }

    private void check(Script text, int elements) throws FirewallException {
        nft.check(text, settings.patienceFor(elements));
    }

    @Override
    public synchronized void watch(Runnable gone) {
        if (monitor != null) {
            throw new IllegalStateException("it is watched already");
        }
        monitor = new NftMonitor(nft, settings.table(), gone);
        monitor.start();
    }

    @Override
    public synchronized void close() {
        if (monitor != null) {
            monitor.close();
            monitor = null;
        }
    }
}
