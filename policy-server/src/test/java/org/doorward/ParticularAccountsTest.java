package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.doorward.decision.Inquiries;
import org.doorward.dns.DnsAnswer;
import org.doorward.why.Account;
import org.junit.jupiter.api.Test;

/** Particulars of what {@code doorward why} tells. */
class ParticularAccountsTest extends AccountsOfAStore {

    @Test
    void whomNoBanMayTouch() {
        mail(from(GOOD).recipient("trap@example.net"));
        pass(20);

        assertThat(told(GOOD, "recipient", "bob@example.net")).isEqualTo("""
                198.51.100.4 at 2026-11-21T12:00:20Z

                198.51.100.4/32
                  never banned: good.test knows it as a good sender
                  score 20.0, 20.0 bans; left of it 19.9 in 1 h, 18.1 in 1 d, 10.0 in 7 d, 1.0 in 30 d
                  vector    times  points                        first                 last                  evidence
                  spamtrap  1      20.0 at 2026-11-21T12:00:00Z  2026-11-21T12:00:00Z  2026-11-21T12:00:00Z  trap@example.net is a trap by trap@example.net

                The latest verdicts:
                  2026-11-21T12:00:00Z reject spamtrap, RCPT from 198.51.100.4 helo=mail.example.org <a@plain.test> to <trap@example.net>: trap@example.net is a trap by trap@example.net
                      spamtrap: reject: spamtrap: trap@example.net is a trap by trap@example.net
                      nothing: rate, exempt, access, banned, score, own_list

                What would happen now to client=198.51.100.4 helo=mail.example.org sender=a@plain.test recipient=bob@example.net:
                  supposed: like the mail of 2026-11-21T12:00:00Z, but that you have said recipient, over a connection of its own
                  not known, so taken to be empty: reverse_client_name, policy_context (say NAME=VALUE if it is not)
                  action=DUNNO
                  verdict: pass, because greylist_skipped (listed by dnsbl:good.test)
                  reverse_name: points 1: reverse_name 1 no reverse name
                  dnsbl: points -6: dns_allowed -6 (dnsbl:good.test) good.test: 198.51.100.4 127.0.0.3
                  greylist: pass: greylist_skipped: listed by dnsbl:good.test
                  nothing: rate, exempt, access, banned, score, own_list, spamtrap, helo, sender, spf

                The settings that decide:
                  greylist.enabled = true  # default
                  greylist.scope = "everyone"  # default
                  greylist.suspicious_at = 1.0  # default
                  greylist.opt_in = []  # default
                  greylist.opt_out = []  # default
                  greylist.opt_out_files = []  # default
                  reverse_name.missing_points = 1.0  # default
                  reverse_name.unconfirmed_points = 1.0  # default
                  [[dnsbl.list]]  # 3 of them
                  dnsbl.defaults = false  # /etc/doorward/doorward.toml:6:1
                """);
    }

    /** The table of what is left, against what is left when the time has come. */
    @Test
    void theScoreFadesAsWasForetold() {
        mail(from(LISTED).helo("localhost").sender("a@nowhere.test"));
        Account.Blamed now = account(LISTED).blamed().get(0);

        assertThat(now.score()).isGreaterThan(5);
        assertThat(now.fading()).hasSize(4);
        for (Account.Faded later : now.fading()) {
            server.now = Inquiries.NOON.plus(later.in());
            assertThat(account(LISTED).blamed().get(0).score()).as("%s", later).isEqualTo(later.score());
        }
        assertThat(now.fading()).extracting(Account.Faded::score).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }

    @Test
    void afterABanTheParoleIsToldAndFades() {
        mail(from(PLAIN).recipient("trap@example.net"));
        pass(3600);
        assertThat(told(PLAIN).lines().toList())
                .contains(
                        "  score 10.0 (10.0 of it parole from 2026-11-21T13:00:00Z), 20.0 bans; left of it 10.0 in 1 h, 9.1 in"
                                + " 1 d, 5.0 in 7 d, 0.5 in 30 d",
                        "  was banned from 2026-11-21T12:00:00Z to 2026-11-21T13:00:00Z for spamtrap (ban Q0BFWQPJ, rung 0)");
        server.now = server.now.plus(Duration.ofDays(7));
        assertThat(told(PLAIN))
                .contains("  score 5.0 (5.0 of it parole from 2026-11-21T13:00:00Z), 20.0 bans; left of it 5.0 in 1 h");
    }

    /** What a client wrote is kept escaped, and the greylist keeps it in a form of its own. */
    @Test
    void addressesAreFoundHoweverTheyAreWritten() {
        mail(from(PLAIN).sender("m\u00fcller\\x@plain.test").recipient("J\u00f6rg@example.net"));
        for (String whom : List.of(
                "sender=m\u00fcller\\x@plain.test",
                "sender=M\\xfcLLER\\\\x@plain.test",
                "recipient=j\u00f6rg@example.net",
                "J\\xf6rg@example.net")) {
            Account account = account(whom);
            assertThat(account.verdicts().orElseThrow()).as(whom).hasSize(1);
            assertThat(account.greylist()).as(whom).hasSize(1);
        }
    }

    @Test
    void aSilentDnsIsToldOf() {
        mail(from(LISTED));
        server.dns.failingAll(DnsAnswer.Failure.TIMEOUT);
        enforce();

        assertThat(told(LISTED)).isEqualTo("""
                198.51.100.2 at 2026-11-21T12:00:00Z

                198.51.100.2/32
                  score 6.0, 20.0 bans; left of it 5.9 in 1 h, 3.4 in 1 d, 0.5 in 7 d, 0.1 in 30 d
                  vector    times  points                       first                 last                  evidence
                  bad_name  1      1.0 at 2026-11-21T12:00:00Z  2026-11-21T12:00:00Z  2026-11-21T12:00:00Z  no reverse name
                  dnsbl     1      5.0 at 2026-11-21T12:00:00Z  2026-11-21T12:00:00Z  2026-11-21T12:00:00Z  bl-a.test: 198.51.100.2 127.0.0.2; bl-b.test: 198.51.100.2 127.0.0.2

                The latest verdicts:
                  2026-11-21T12:00:00Z reject score, RCPT from 198.51.100.2 helo=mail.example.org <a@plain.test> to <bob@example.net>: 18.0 points, 15.0 reject: no reverse name; bl-a.test: 198.51.100.2 127.0.0.2; bl-b.test: 198.51.100.2 127.0.0.2
                      reverse_name: points 1: reverse_name 1 no reverse name
                      dnsbl: points 17: dnsbl 9 (dnsbl:bl-a.test) bl-a.test: 198.51.100.2 127.0.0.2; dnsbl 8 (dnsbl:bl-b.test) bl-b.test: 198.51.100.2 127.0.0.2
                      nothing: rate, exempt, access, banned, score, own_list, spamtrap, helo, sender, spf

                What would happen now to client=198.51.100.2 helo=mail.example.org sender=a@plain.test recipient=bob@example.net:
                  supposed: like the mail of 2026-11-21T12:00:00Z, over a connection of its own
                  not known, so taken to be empty: policy_context (say NAME=VALUE if it is not)
                  action=DEFER_IF_PERMIT 4.7.1 Greylisted, please try again in 180 seconds
                  verdict: defer, because greylisted (first attempt)
                  score: points 1: score 1 (reverse_name) 1.0 points left of 1 times bad_name, last at 2026-11-21T12:00:00Z
                  reverse_name: points 1: reverse_name 1 no reverse name
                  dnsbl: unknown: dnsbl: bl-a.test: not asked, for it has not proven itself yet; bl-b.test: not asked, for it has not proven itself yet; good.test: not asked, for it has not proven itself yet
                  sender: unknown: sender_domain: plain.test: the test wants it so
                  spf: unknown: spf_fail: plain.test: Timeout querying dns
                  greylist: defer: greylisted: first attempt
                  nothing: rate, exempt, access, banned, own_list, spamtrap, helo

                The settings that decide:
                  greylist.enabled = true  # default
                  greylist.scope = "everyone"  # default
                  greylist.delay = "3m"  # default
                  decision.reject_at = 15.0  # default
                  decision.reject_sources = 2  # default
                  score.behaviour_half_life = "7d"  # default
                  score.listing_half_life = "24h"  # default
                  score.cap = 30.0  # default
                  reverse_name.missing_points = 1.0  # default
                  reverse_name.unconfirmed_points = 1.0  # default
                """);
    }

    /** Of large senders, and of whom SPF permits, the greylist remembers the pool and not the address. */
    @Test
    void whatTheGreylistRemembersOfAPoolIsToldOfItsClient() {
        mail(from(POOLED).named("out1.mail.example.com").sender("alice+tag@example.org"));
        mail(from(PLAIN).named("out2.mail.example.com").recipient("carol@example.net"));

        assertThat(told(POOLED)).contains("""
                The greylist remembers:
                  waiting since 2026-11-21T12:00:00Z: example.org <alice@example.org> to <bob@example.net>
                """);
        assertThat(told(PLAIN)).contains("""
                The greylist remembers:
                  waiting since 2026-11-21T12:00:00Z: example.com <a@plain.test> to <carol@example.net>
                """);
    }

    @Test
    void whatTheStoreCannotTellIsSaid() {
        mail(from(PLAIN));
        server.store().close();

        assertThat(told(PLAIN)).isEqualTo("""
                198.51.100.77 at 2026-11-21T12:00:00Z
                Not known: the store does not answer now: the verdicts cannot be read: the database is closed
                Not known: offences and bans cannot be read now: the journal cannot be looked at: org.doorward.store.model.StoreException: the store is closed
                Not known: what would happen now cannot be said, for no mail of it is known: name one, such as helo=mail.example.org sender=a@example.org recipient=b@example.com
                """);
    }

    @Test
    void aBanThatTheNextMailBringsIsForetold() {
        mail(from(LISTED));
        assertThat(told(LISTED)).doesNotContain("would be banned");
        mail(from(LISTED));

        assertThat(told(LISTED)).contains("\n  and the client would be banned: 3 times dnsbl within 60 s\n");
        mail(from(LISTED));
        assertThat(server.ban(LISTED).orElseThrow().reason()).isEqualTo("3 times dnsbl within 60 s");
    }

    @Test
    void whatIsOnlyObservedIsSaidToBe() {
        mail(from(LISTED));
        enforce(List.of("mode=observe"));

        assertThat(told(LISTED))
                .contains(
                        "\n  action=DUNNO\n  verdict: reject (observed), because score (",
                        "\nThe settings that decide:\n  mode = \"observe\"  # ");
    }

    @Test
    void whoCallsItselfByOurNameAndIsListed() {
        server.dns.address("3.100.51.198.bl-a.test", "127.0.0.2");
        enforce("[helo]", "own_names = [\"mx.example.net\"]");
        mail(from("198.51.100.3").helo("mx.example.net"));
        pass(20);

        assertThat(told("198.51.100.3")).isEqualTo("""
                198.51.100.3 at 2026-11-21T12:00:20Z

                198.51.100.3/32
                  score 9.0, 20.0 bans; left of it 8.8 in 1 h, 6.1 in 1 d, 2.0 in 7 d, 0.2 in 30 d
                  vector    times  points                       first                 last                  evidence
                  bad_helo  1      3.0 at 2026-11-21T12:00:00Z  2026-11-21T12:00:00Z  2026-11-21T12:00:00Z  HELO mx.example.net: this host's own name
                  bad_name  1      1.0 at 2026-11-21T12:00:00Z  2026-11-21T12:00:00Z  2026-11-21T12:00:00Z  no reverse name
                  dnsbl     1      5.0 at 2026-11-21T12:00:00Z  2026-11-21T12:00:00Z  2026-11-21T12:00:00Z  bl-a.test: 198.51.100.3 127.0.0.2

                The latest verdicts:
                  2026-11-21T12:00:00Z reject score, RCPT from 198.51.100.3 helo=mx.example.net <a@plain.test> to <bob@example.net>: 15.0 points, 15.0 reject: HELO mx.example.net: this host's own name; no reverse name; bl-a.test: 198.51.100.3 127.0.0.2
                      helo: points 5: helo 5 HELO mx.example.net: this host's own name
                      reverse_name: points 1: reverse_name 1 no reverse name
                      dnsbl: points 9: dnsbl 9 (dnsbl:bl-a.test) bl-a.test: 198.51.100.3 127.0.0.2
                      nothing: rate, exempt, access, banned, score, own_list, spamtrap, sender, spf

                What would happen now to client=198.51.100.3 helo=mx.example.net sender=a@plain.test recipient=bob@example.net:
                  supposed: like the mail of 2026-11-21T12:00:00Z, over a connection of its own
                  not known, so taken to be empty: policy_context (say NAME=VALUE if it is not)
                  action=REJECT 5.7.1 Rejected: listed by bl-a.test, https://bl-a.test/?198.51.100.3
                  verdict: reject, because score (19.0 points, 15.0 reject: 3.0 points left of 1 times bad_helo, last at 2026-11-21T12:00:00Z; 1.0 points left of 1 times bad_name, last at 2026-11-21T12:00:00Z; HELO mx.example.net: this host's own name; no reverse name; bl-a.test: 198.51.100.3 127.0.0.2)
                  score: points 4.00: score 3.00 (helo) 3.0 points left of 1 times bad_helo, last at 2026-11-21T12:00:00Z; score 1.00 (reverse_name) 1.0 points left of 1 times bad_name, last at 2026-11-21T12:00:00Z
                  helo: points 5: helo 5 HELO mx.example.net: this host's own name
                  reverse_name: points 1: reverse_name 1 no reverse name
                  dnsbl: points 9: dnsbl 9 (dnsbl:bl-a.test) bl-a.test: 198.51.100.3 127.0.0.2
                  nothing: rate, exempt, access, banned, own_list, spamtrap, sender, spf

                The settings that decide:
                  decision.reject_at = 15.0  # default
                  decision.reject_sources = 2  # default
                  score.behaviour_half_life = "7d"  # default
                  score.listing_half_life = "24h"  # default
                  score.cap = 30.0  # default
                  helo.own_names = ["mx.example.net"]  # /etc/doorward/doorward.toml:18:1
                  helo.own_name_points = 5.0  # default
                  helo.literal_points = 3.0  # default
                  helo.not_full_points = 2.0  # default
                  helo.syntax_points = 3.0  # default
                  helo.missing_points = 2.0  # default
                  reverse_name.missing_points = 1.0  # default
                  reverse_name.unconfirmed_points = 1.0  # default
                  [[dnsbl.list]]  # 3 of them
                  dnsbl.defaults = false  # /etc/doorward/doorward.toml:6:1
                """);
    }

    @Test
    void whatAListThatLiesSaysCountsForNothing() {
        server.dns.address("1.0.0.127.bl-a.test", "127.0.0.2");
        enforce();
        mail(from(LISTED));
        pass(20);

        assertThat(told(LISTED)).isEqualTo("""
                198.51.100.2 at 2026-11-21T12:00:20Z

                198.51.100.2/32
                  nothing is held against it

                The latest verdicts:
                  2026-11-21T12:00:00Z defer greylisted, RCPT from 198.51.100.2 helo=mail.example.org <a@plain.test> to <bob@example.net>: first attempt
                      reverse_name: points 1: reverse_name 1 no reverse name
                      dnsbl: points 8: dnsbl 8 (dnsbl:bl-b.test) bl-b.test: 198.51.100.2 127.0.0.2
                      greylist: defer: greylisted: first attempt
                      nothing: rate, exempt, access, banned, score, own_list, spamtrap, helo, sender, spf

                The greylist remembers:
                  waiting since 2026-11-21T12:00:00Z: 198.51.100.0/24 <a@plain.test> to <bob@example.net>

                What would happen now to client=198.51.100.2 helo=mail.example.org sender=a@plain.test recipient=bob@example.net:
                  supposed: like the mail of 2026-11-21T12:00:00Z, over a connection of its own
                  not known, so taken to be empty: policy_context (say NAME=VALUE if it is not)
                  action=DEFER_IF_PERMIT 4.7.1 Greylisted, please try again in 160 seconds
                  verdict: defer, because greylisted (first attempt at 2026-11-21T12:00:00Z, back too early)
                  reverse_name: points 1: reverse_name 1 no reverse name
                  dnsbl: points 8: dnsbl 8 (dnsbl:bl-b.test) bl-b.test: 198.51.100.2 127.0.0.2
                  greylist: defer: greylisted: first attempt at 2026-11-21T12:00:00Z, back too early
                  nothing: rate, exempt, access, banned, score, own_list, spamtrap, helo, sender, spf

                The settings that decide:
                  greylist.enabled = true  # default
                  greylist.scope = "everyone"  # default
                  greylist.delay = "3m"  # default
                  reverse_name.missing_points = 1.0  # default
                  reverse_name.unconfirmed_points = 1.0  # default
                  [[dnsbl.list]]  # 3 of them
                  dnsbl.defaults = false  # /etc/doorward/doorward.toml:6:1
                """);
    }
}
