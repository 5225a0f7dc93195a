package org.doorward.firewall;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.doorward.store.net.Cidr;

/** A firewall in memory that a test can take away, put to sleep, fill with foreign bans, and have fail. */
public final class MemoryFirewall implements Firewall {

    /** What it holds; null while it is gone. */
    public Map<Cidr, FirewallBan> held;
    /** What passes whatever is held. */
    public List<Cidr> allow = List.of();
    /** Networks of drop lists. */
    public List<Cidr> drop = List.of();
    /** Whether it is asleep. */
    public boolean asleep;
    /** In what way it was altered; empty for not at all. */
    public String altered = "";
    /** Whether it cannot be read. */
    public boolean unreadable;
    /** Whether it cannot be made, while all else goes well. */
    public boolean unmakable;
    /** What was asked of it, in one word each. */
    public final List<String> asked = new ArrayList<>();
    /** What the next calls fail with. */
    public final Deque<FirewallException> failures = new ArrayDeque<>();

    @Override
    public String name() {
        return "memory";
    }

    private void ask(String what) throws FirewallException {
        asked.add(what);
        FirewallException failure = failures.poll();
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void rebuild(Wanted wanted, Instant now) throws FirewallException {
        ask("rebuild");
        if (unmakable) {
            throw new FirewallException(FirewallException.Kind.REFUSED, "cannot allocate memory");
        }
        held = new HashMap<>();
        asleep = false;
        altered = "";
        wanted.bans().all().forEach(ban -> put(ban, now));
        allow = wanted.allow();
        drop = wanted.drop();
    }

    private void put(FirewallBan ban, Instant now) {
        if (ban.until() > now.getEpochSecond()) {
            held.put(ban.network(), ban);
        }
    }

    @Override
    public void apply(BanChanges changes, Instant now) throws FirewallException {
        ask("apply");
        if (changes.size() > MOST_CHANGES) {
            throw new IllegalArgumentException("too many changes: " + changes.size());
        }
        if (held == null) {
            throw new FirewallException(FirewallException.Kind.GONE, "gone");
        }
        changes.end().forEach(held::remove);
        changes.begin().forEach(ban -> put(ban, now));
    }

    @Override
    public void replace(List<Cidr> allowed, List<Cidr> dropped) throws FirewallException {
        ask("replace");
        allow = List.copyOf(allowed);
        drop = List.copyOf(dropped);
    }

    @Override
    public Look look() throws FirewallException {
        ask("look");
        State state = State.IN_PLACE;
        if (held == null) {
            state = State.GONE;
        } else if (asleep) {
            state = State.ASLEEP;
        } else if (!altered.isEmpty()) {
            state = State.ALTERED;
        }
        return new Look(state, altered, Map.of("banned4", 7L));
    }

    @Override
    public BanSet read(Instant now) throws FirewallException {
        ask("read");
        if (unreadable) {
            throw new FirewallException(FirewallException.Kind.GONE, "a set is missing");
        }
        return BanSet.of(held.values());
    }

    @Override
    public List<Knock> knocks() {
        return List.of();
    }

    @Override
    public void sleep(boolean now) {
        asleep = now;
    }

    @Override
    public String save() {
        return "";
    }

    @Override
    public void restore(String saved) {}

    @Override
    public void remove() {
        held = null;
    }

    @Override
    public String plan(Wanted wanted, Instant now) {
        return "";
    }

    @Override
    public void watch(Runnable gone) {}

    @Override
    public void close() {}
}
