package org.doorward.firewall.command;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanLength;
import org.doorward.firewall.BanSet;
import org.doorward.firewall.Firewall;
import org.doorward.firewall.FirewallBan;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.FirewallException.Kind;
import org.doorward.firewall.Wanted;
import org.doorward.firewall.tool.HeldBans;
import org.doorward.firewall.tool.Tool;
import org.doorward.firewall.tool.Tool.Output;
import org.doorward.store.net.Cidr;

/**
 * A program of the operator's own, run once for each change with a JSON document on its standard input: a firewall on another host, a router.
 *
 * <p>The actions, each to be done whole before the program ends with status 0. Any other status, with a line on standard error that says
 * why, has the loop try again: with a rebuild, after a pause. So all actions must do no harm when they are done twice.
 *
 * <pre>
 * rebuild   makes all equal to "begin" (every ban), "allow" and "drop"; what else is there goes
 * apply     ends the bans of "end", begins those of "begin"; who is banned already gets a new end
 * replace   makes the networks that pass equal to "allow", those of drop lists to "drop"
 * sleep     lets all pass, and forgets nothing        wake    ends that
 * remove    takes away all that is ours
 * look      status 3 if what is ours is gone, so that it is made anew; any other means that it is there
 * </pre>
 *
 * <p>What it cannot:
 *
 * <ul>
 *   <li>It does not know what is really there: {@link #read} shows what it has told the program, so no audit finds a difference.
 *   <li>Ends are told by {@code apply} at the first look after them, while the worker runs; a program with time-outs of its own uses "seconds".
 *   <li>No counters, no knocks. Ports and the action are the program's affair.
 *   <li>It cannot be saved and restored, so {@code doorward firewall apply --confirm} cannot roll it back.
 * </ul>
 */
public final class CommandFirewall implements Firewall {

    /** The answer to a look that has the loop make all anew. */
    private static final int GONE = 3;

    private static final int SHOWN = 2000;

    private final Tool tool;
    private final Duration patience;
    private final InstantSource clock;
    private final HeldBans held = new HeldBans();

    /**
     * A firewall that does nothing until it is asked.
     *
     * @param command the program with its arguments
     * @param patience how long a call may take; it gets a second more for each 500 networks. Then it is killed, with its children
     * @param clock tells which bans are over
     */
    public CommandFirewall(List<String> command, Duration patience, InstantSource clock) {
        this.tool = new Tool(command);
        this.patience = patience;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "command";
    }

    @Override
    public void rebuild(Wanted wanted, Instant now) throws FirewallException {
        Collection<FirewallBan> bans = bannable(wanted.bans()).all();
        must(
                CommandText.of("rebuild", bans, List.of(), wanted.allow(), wanted.drop(), now),
                bans.size() + wanted.allow().size() + wanted.drop().size());
        held.replace(bans);
    }

    /** A program must never get a wider network than any ban has. */
    private static BanSet bannable(BanSet bans) {
        return bans.only(ban -> BanLength.fits(ban.network()));
    }

    @Override
    public void apply(BanChanges changes, Instant now) throws FirewallException {
        if (changes.size() > MOST_CHANGES) {
            throw new IllegalArgumentException(changes.size() + " changes at once; at most " + MOST_CHANGES);
        }
        Collection<FirewallBan> begin = bannable(BanSet.of(changes.begin())).all();
        Set<Cidr> end = new LinkedHashSet<>(changes.end());
        begin.forEach(ban -> end.remove(ban.network()));
        // Noted before it is done: what was done in part has to end, too.
        held.begin(begin);
        must(CommandText.of("apply", begin, end, List.of(), List.of(), now), begin.size() + end.size());
        held.end(end);
    }

    @Override
    public void replace(List<Cidr> allow, List<Cidr> drop) throws FirewallException {
        must(CommandText.of("replace", List.of(), List.of(), allow, drop, clock.instant()), allow.size() + drop.size());
    }

    /** Ends the bans that are over, then asks the program. */
    @Override
    public Look look() throws FirewallException {
        List<Cidr> over = held.over(clock.instant());
        for (int from = 0; from < over.size(); from += MOST_CHANGES) {
            List<Cidr> some = over.subList(from, Math.min(over.size(), from + MOST_CHANGES));
            apply(new BanChanges(some, List.of()), clock.instant());
        }
        Output output = tool.run(plain("look"), patience);
        return output.status() == GONE
                ? new Look(State.GONE, output.firstError(), Map.of())
                : new Look(State.IN_PLACE, "", Map.of());
    }

    private String plain(String action) {
        return CommandText.of(action, List.of(), List.of(), List.of(), List.of(), clock.instant());
    }

    /** What the program was told; nothing else can be known. */
    @Override
    public BanSet read(Instant now) {
        return held.all().only(ban -> ban.until() > now.getEpochSecond());
    }

    /** Always empty: nobody can be asked. */
    @Override
    public List<Knock> knocks() {
        return List.of();
    }

    @Override
    public void sleep(boolean asleep) throws FirewallException {
        must(plain(asleep ? "sleep" : "wake"), 0);
    }

    /** Cannot be done: only the program knows what is there. */
    @Override
    public String save() throws FirewallException {
        throw new FirewallException(
                Kind.REFUSED,
                "what a command keeps cannot be saved, so it cannot be rolled back: use \"doorward firewall plan\""
                        + " to see what it would be told");
    }

    /** Cannot be done. */
    @Override
    public void restore(String saved) throws FirewallException {
        throw new FirewallException(Kind.REFUSED, "what a command keeps cannot be restored");
    }

    @Override
    public void remove() throws FirewallException {
        must(plain("remove"), 0);
        held.replace(List.of());
    }

    private void must(String text, int networks) throws FirewallException {
        Output output = tool.run(text, patience.plusSeconds(networks / 500));
        if (output.status() != 0) {
            throw new FirewallException(
                    Kind.REFUSED,
                    "firewall.command ended with status " + output.status() + ": " + output.firstError()
                            + "; try it by hand with what \"doorward firewall plan\" shows");
        }
    }

    @Override
    public String plan(Wanted wanted, Instant now) {
        String text =
                CommandText.of("rebuild", bannable(wanted.bans()).all(), List.of(), wanted.allow(), wanted.drop(), now);
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "... " + text.length() + " characters\n";
    }

    /** Tells nothing; the next look sees it. */
    @Override
    public void watch(Runnable gone) {}

    @Override
    public void close() {}
}
