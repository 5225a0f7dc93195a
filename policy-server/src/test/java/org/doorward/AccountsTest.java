package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.doorward.admin.AdminServer;
import org.doorward.admin.AdminToken;
import org.doorward.admin.SampleServices;
import org.doorward.config.ListenAddress;
import org.doorward.firewall.Firewall.Knock;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;

/** What {@code doorward why} tells, word for word: by the real rules, of a real store, in a time that the test moves. */
class AccountsTest extends AccountsOfAStore {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @Test
    void aClientThatIsBannedForTwoLists() throws Exception {
        for (int times = 0; times < 3; times++) {
            mail(from(LISTED).recipient("r" + times + "@example.net"));
            pass(20);
        }
        knocks.report(List.of(new Knock(Cidr.parse(LISTED).orElseThrow(), 17)), server.now);

        assertThat(told(LISTED)).isEqualTo("""
                198.51.100.2 at 2026-11-21T12:01:00Z

                198.51.100.2/32
                  banned until 2026-11-21T13:00:40Z for 3 times dnsbl within 60 s (ban Q0BFWQPJ, rung 0, since 2026-11-21T12:00:40Z): bl-a.test: 198.51.100.2 127.0.0.2; bl-b.test: 198.51.100.2 127.0.0.2
                  the firewall has dropped 17 packets of it, the last ones by 2026-11-21T12:01:00Z
                  score 10.0 (10.0 of it parole from 2026-11-21T13:00:40Z), 20.0 bans; left of it 10.0 in 1 h, 9.1 in 1 d, 5.0 in 7 d, 0.5 in 30 d
                  vector    times  points                       first                 last                  evidence
                  bad_name  3      0.0 at 2026-11-21T12:00:40Z  2026-11-21T12:00:00Z  2026-11-21T12:00:40Z  no reverse name
                  dnsbl     3      0.0 at 2026-11-21T12:00:40Z  2026-11-21T12:00:00Z  2026-11-21T12:00:40Z  bl-a.test: 198.51.100.2 127.0.0.2; bl-b.test: 198.51.100.2 127.0.0.2

                The latest verdicts:
                  2026-11-21T12:00:40Z reject score, RCPT from 198.51.100.2 helo=mail.example.org <a@plain.test> to <r2@example.net>: 20.0 points, 15.0 reject: 2.0 points left of 2 times bad_name, last at 2026-11-21T12:00:20Z; no reverse name; bl-a.test: 198.51.100.2 127.0.0.2; bl-b.test: 198.51.100.2 127.0.0.2
                      score: points 2.00: score 2.00 (reverse_name) 2.0 points left of 2 times bad_name, last at 2026-11-21T12:00:20Z
                      reverse_name: points 1: reverse_name 1 no reverse name
                      dnsbl: points 17: dnsbl 9 (dnsbl:bl-a.test) bl-a.test: 198.51.100.2 127.0.0.2; dnsbl 8 (dnsbl:bl-b.test) bl-b.test: 198.51.100.2 127.0.0.2
                      nothing: rate, exempt, access, banned, own_list, spamtrap, helo, sender, spf
                  2026-11-21T12:00:20Z reject score, RCPT from 198.51.100.2 helo=mail.example.org <a@plain.test> to <r1@example.net>: 19.0 points, 15.0 reject: 1.0 points left of 1 times bad_name, last at 2026-11-21T12:00:00Z; no reverse name; bl-a.test: 198.51.100.2 127.0.0.2; bl-b.test: 198.51.100.2 127.0.0.2
                      score: points 1.00: score 1.00 (reverse_name) 1.0 points left of 1 times bad_name, last at 2026-11-21T12:00:00Z
                      reverse_name: points 1: reverse_name 1 no reverse name
                      dnsbl: points 17: dnsbl 9 (dnsbl:bl-a.test) bl-a.test: 198.51.100.2 127.0.0.2; dnsbl 8 (dnsbl:bl-b.test) bl-b.test: 198.51.100.2 127.0.0.2
                      nothing: rate, exempt, access, banned, own_list, spamtrap, helo, sender, spf
                  2026-11-21T12:00:00Z reject score, RCPT from 198.51.100.2 helo=mail.example.org <a@plain.test> to <r0@example.net>: 18.0 points, 15.0 reject: no reverse name; bl-a.test: 198.51.100.2 127.0.0.2; bl-b.test: 198.51.100.2 127.0.0.2
                      reverse_name: points 1: reverse_name 1 no reverse name
                      dnsbl: points 17: dnsbl 9 (dnsbl:bl-a.test) bl-a.test: 198.51.100.2 127.0.0.2; dnsbl 8 (dnsbl:bl-b.test) bl-b.test: 198.51.100.2 127.0.0.2
                      nothing: rate, exempt, access, banned, score, own_list, spamtrap, helo, sender, spf

                What would happen now to client=198.51.100.2 helo=mail.example.org sender=a@plain.test recipient=r2@example.net:
                  supposed: like the mail of 2026-11-21T12:00:40Z, over a connection of its own
                  not known, so taken to be empty: policy_context (say NAME=VALUE if it is not)
                  action=421 4.7.0 Banned: 198.51.100.2 until 2026-11-21T13:01:00Z for 3 times dnsbl within 60 s; ban Q0BFWQPJ, contact postmaster
                  verdict: reject, because banned (ban Q0BFWQPJ until 2026-11-21T13:00:40Z, rung 0: 3 times dnsbl within 60 s)
                  banned: reject: banned: ban Q0BFWQPJ until 2026-11-21T13:00:40Z, rung 0: 3 times dnsbl within 60 s
                  nothing: rate, exempt, access

                The settings that decide:
                  ban.enabled = true  # default
                  ban.threshold = 20.0  # default
                  ban.ladder = ["1h", "1d", "7d", "30d"]  # default
                  ban.quiet = "30d"  # default
                  ban.never = []  # default
                  score.tripwires.dnsbl = "3 in 60s"  # default
                  score.points.dnsbl = 5.0  # default
                """);
        assertThat(json(LISTED)).isEqualTo(expected("client"));
    }

    @Test
    void aNetwork() throws Exception {
        mail(from(PLAIN));
        pass(20);
        mail(from(LISTED));
        pass(1);
        mail(from("198.51.100.78").recipient("trap@example.net"));

        assertThat(told("198.51.100.0/24")).isEqualTo("""
                198.51.100.0/24 at 2026-11-21T12:00:21Z

                198.51.100.2/32
                  score 6.0, 20.0 bans; left of it 5.9 in 1 h, 3.4 in 1 d, 0.5 in 7 d, 0.1 in 30 d
                  vector    times  points                       first                 last                  evidence
                  bad_name  1      1.0 at 2026-11-21T12:00:20Z  2026-11-21T12:00:20Z  2026-11-21T12:00:20Z  no reverse name
                  dnsbl     1      5.0 at 2026-11-21T12:00:20Z  2026-11-21T12:00:20Z  2026-11-21T12:00:20Z  bl-a.test: 198.51.100.2 127.0.0.2; bl-b.test: 198.51.100.2 127.0.0.2

                198.51.100.78/32
                  banned until 2026-11-21T13:00:21Z for spamtrap (ban Q0BFWQPJ, rung 0, since 2026-11-21T12:00:21Z): trap@example.net is a trap by trap@example.net
                  score 10.0 (10.0 of it parole from 2026-11-21T13:00:21Z), 20.0 bans; left of it 10.0 in 1 h, 9.1 in 1 d, 5.0 in 7 d, 0.5 in 30 d
                  vector    times  points                       first                 last                  evidence
                  spamtrap  1      0.0 at 2026-11-21T12:00:21Z  2026-11-21T12:00:21Z  2026-11-21T12:00:21Z  trap@example.net is a trap by trap@example.net

                The latest verdicts:
                  2026-11-21T12:00:21Z reject spamtrap, RCPT from 198.51.100.78 helo=mail.example.org <a@plain.test> to <trap@example.net>: trap@example.net is a trap by trap@example.net
                      spamtrap: reject: spamtrap: trap@example.net is a trap by trap@example.net
                      nothing: rate, exempt, access, banned, score, own_list
                  2026-11-21T12:00:20Z reject score, RCPT from 198.51.100.2 helo=mail.example.org <a@plain.test> to <bob@example.net>: 18.0 points, 15.0 reject: no reverse name; bl-a.test: 198.51.100.2 127.0.0.2; bl-b.test: 198.51.100.2 127.0.0.2
                      reverse_name: points 1: reverse_name 1 no reverse name
                      dnsbl: points 17: dnsbl 9 (dnsbl:bl-a.test) bl-a.test: 198.51.100.2 127.0.0.2; dnsbl 8 (dnsbl:bl-b.test) bl-b.test: 198.51.100.2 127.0.0.2
                      nothing: rate, exempt, access, banned, score, own_list, spamtrap, helo, sender, spf
                  2026-11-21T12:00:00Z defer greylisted, RCPT from 198.51.100.77 helo=mail.example.org <a@plain.test> to <bob@example.net>: first attempt
                      reverse_name: points 1: reverse_name 1 no reverse name
                      greylist: defer: greylisted: first attempt
                      nothing: rate, exempt, access, banned, score, own_list, spamtrap, helo, dnsbl, sender, spf

                The greylist remembers:
                  waiting since 2026-11-21T12:00:00Z: 198.51.100.0/24 <a@plain.test> to <bob@example.net>

                What would happen now to client=198.51.100.78 helo=mail.example.org sender=a@plain.test recipient=trap@example.net:
                  supposed: like the mail of 2026-11-21T12:00:21Z, over a connection of its own
                  not known, so taken to be empty: reverse_client_name, policy_context (say NAME=VALUE if it is not)
                  action=421 4.7.0 Banned: 198.51.100.78 until 2026-11-21T13:01:00Z for spamtrap; ban Q0BFWQPJ, contact postmaster
                  verdict: reject, because banned (ban Q0BFWQPJ until 2026-11-21T13:00:21Z, rung 0: spamtrap)
                  banned: reject: banned: ban Q0BFWQPJ until 2026-11-21T13:00:21Z, rung 0: spamtrap
                  nothing: rate, exempt, access

                The settings that decide:
                  ban.enabled = true  # default
                  ban.threshold = 20.0  # default
                  ban.ladder = ["1h", "1d", "7d", "30d"]  # default
                  ban.quiet = "30d"  # default
                  ban.never = []  # default
                  score.tripwires.spamtrap = "1 in 1h"  # default
                  score.points.spamtrap = 20.0  # default
                """);
        assertThat(json("198.51.100.0/24")).isEqualTo(expected("network"));
    }

    @Test
    void aSender() throws Exception {
        mail(from(PLAIN).sender("Bounce-123@plain.test"));
        pass(20);
        mail(from(LISTED).sender("bounce-123@plain.test"));

        assertThat(told("sender=bounce-123@plain.test")).isEqualTo("""
                sender=bounce-123@plain.test at 2026-11-21T12:00:20Z

                198.51.100.2/32
                  score 6.0, 20.0 bans; left of it 5.9 in 1 h, 3.4 in 1 d, 0.5 in 7 d, 0.1 in 30 d
                  vector    times  points                       first                 last                  evidence
                  bad_name  1      1.0 at 2026-11-21T12:00:20Z  2026-11-21T12:00:20Z  2026-11-21T12:00:20Z  no reverse name
                  dnsbl     1      5.0 at 2026-11-21T12:00:20Z  2026-11-21T12:00:20Z  2026-11-21T12:00:20Z  bl-a.test: 198.51.100.2 127.0.0.2; bl-b.test: 198.51.100.2 127.0.0.2

                The latest verdicts:
                  2026-11-21T12:00:20Z reject score, RCPT from 198.51.100.2 helo=mail.example.org <bounce-123@plain.test> to <bob@example.net>: 18.0 points, 15.0 reject: no reverse name; bl-a.test: 198.51.100.2 127.0.0.2; bl-b.test: 198.51.100.2 127.0.0.2
                      reverse_name: points 1: reverse_name 1 no reverse name
                      dnsbl: points 17: dnsbl 9 (dnsbl:bl-a.test) bl-a.test: 198.51.100.2 127.0.0.2; dnsbl 8 (dnsbl:bl-b.test) bl-b.test: 198.51.100.2 127.0.0.2
                      nothing: rate, exempt, access, banned, score, own_list, spamtrap, helo, sender, spf
                  2026-11-21T12:00:00Z defer greylisted, RCPT from 198.51.100.77 helo=mail.example.org <Bounce-123@plain.test> to <bob@example.net>: first attempt
                      reverse_name: points 1: reverse_name 1 no reverse name
                      greylist: defer: greylisted: first attempt
                      nothing: rate, exempt, access, banned, score, own_list, spamtrap, helo, dnsbl, sender, spf

                The greylist remembers:
                  waiting since 2026-11-21T12:00:00Z: 198.51.100.0/24 <bounce-#@plain.test> to <bob@example.net>

                What would happen now to client=198.51.100.2 helo=mail.example.org sender=bounce-123@plain.test recipient=bob@example.net:
                  supposed: like the mail of 2026-11-21T12:00:20Z, over a connection of its own
                  not known, so taken to be empty: policy_context (say NAME=VALUE if it is not)
                  action=REJECT 5.7.1 Rejected: listed by bl-a.test, https://bl-a.test/?198.51.100.2; listed by bl-b.test
                  verdict: reject, because score (19.0 points, 15.0 reject: 1.0 points left of 1 times bad_name, last at 2026-11-21T12:00:20Z; no reverse name; bl-a.test: 198.51.100.2 127.0.0.2; bl-b.test: 198.51.100.2 127.0.0.2)
                  score: points 1: score 1 (reverse_name) 1.0 points left of 1 times bad_name, last at 2026-11-21T12:00:20Z
                  reverse_name: points 1: reverse_name 1 no reverse name
                  dnsbl: points 17: dnsbl 9 (dnsbl:bl-a.test) bl-a.test: 198.51.100.2 127.0.0.2; dnsbl 8 (dnsbl:bl-b.test) bl-b.test: 198.51.100.2 127.0.0.2
                  nothing: rate, exempt, access, banned, own_list, spamtrap, helo, sender, spf

                The settings that decide:
                  decision.reject_at = 15.0  # default
                  decision.reject_sources = 2  # default
                  score.behaviour_half_life = "7d"  # default
                  score.listing_half_life = "24h"  # default
                  score.cap = 30.0  # default
                  reverse_name.missing_points = 1.0  # default
                  reverse_name.unconfirmed_points = 1.0  # default
                  [[dnsbl.list]]  # 3 of them
                  dnsbl.defaults = false  # /etc/doorward/doorward.toml:6:1
                """);
        assertThat(json("sender=bounce-123@plain.test")).isEqualTo(expected("sender"));
    }

    @Test
    void aRecipient() throws Exception {
        mail(from(PLAIN).recipient("trap@example.net"));
        pass(20);
        mail(from(PLAIN).named("mail.plain.test").recipient("trap@example.net"));

        assertThat(told("recipient=trap@example.net")).isEqualTo("""
                recipient=trap@example.net at 2026-11-21T12:00:20Z

                198.51.100.77/32
                  banned until 2026-11-21T13:00:00Z for spamtrap (ban Q0BFWQPJ, rung 0, since 2026-11-21T12:00:00Z): trap@example.net is a trap by trap@example.net
                  score 10.0 (10.0 of it parole from 2026-11-21T13:00:00Z), 20.0 bans; left of it 10.0 in 1 h, 9.1 in 1 d, 5.0 in 7 d, 0.5 in 30 d
                  vector    times  points                       first                 last                  evidence
                  spamtrap  1      0.0 at 2026-11-21T12:00:00Z  2026-11-21T12:00:00Z  2026-11-21T12:00:00Z  trap@example.net is a trap by trap@example.net

                The latest verdicts:
                  2026-11-21T12:00:20Z reject banned, RCPT from 198.51.100.77 name=mail.plain.test helo=mail.example.org <a@plain.test> to <trap@example.net>: ban Q0BFWQPJ until 2026-11-21T13:00:00Z, rung 0: spamtrap
                      banned: reject: banned: ban Q0BFWQPJ until 2026-11-21T13:00:00Z, rung 0: spamtrap
                      nothing: rate, exempt, access
                  2026-11-21T12:00:00Z reject spamtrap, RCPT from 198.51.100.77 helo=mail.example.org <a@plain.test> to <trap@example.net>: trap@example.net is a trap by trap@example.net
                      spamtrap: reject: spamtrap: trap@example.net is a trap by trap@example.net
                      nothing: rate, exempt, access, banned, score, own_list

                What would happen now to client=198.51.100.77 name=mail.plain.test helo=mail.example.org sender=a@plain.test recipient=trap@example.net:
                  supposed: like the mail of 2026-11-21T12:00:20Z, over a connection of its own
                  not known, so taken to be empty: policy_context (say NAME=VALUE if it is not)
                  action=421 4.7.0 Banned: 198.51.100.77 until 2026-11-21T13:00:00Z for spamtrap; ban Q0BFWQPJ, contact postmaster
                  verdict: reject, because banned (ban Q0BFWQPJ until 2026-11-21T13:00:00Z, rung 0: spamtrap)
                  banned: reject: banned: ban Q0BFWQPJ until 2026-11-21T13:00:00Z, rung 0: spamtrap
                  nothing: rate, exempt, access

                The settings that decide:
                  ban.enabled = true  # default
                  ban.threshold = 20.0  # default
                  ban.ladder = ["1h", "1d", "7d", "30d"]  # default
                  ban.quiet = "30d"  # default
                  ban.never = []  # default
                  score.tripwires.spamtrap = "1 in 1h"  # default
                  score.points.spamtrap = 20.0  # default
                """);
        assertThat(json("recipient=trap@example.net")).isEqualTo(expected("recipient"));
    }

    @Test
    void anAddressIsASendersAndARecipientsAndMailToHimselfIsToldOnce() {
        mail(from(PLAIN).sender("bob@example.net").recipient("bob@example.net"));
        pass(20);
        mail(from(PLAIN).recipient("bob@example.net"));
        pass(20);
        mail(from(PLAIN).sender("bob@example.net").recipient("carol@example.net"));

        assertThat(told("bob@example.net")).isEqualTo("""
                bob@example.net at 2026-11-21T12:00:40Z

                The latest verdicts:
                  2026-11-21T12:00:40Z defer greylisted, RCPT from 198.51.100.77 helo=mail.example.org <bob@example.net> to <carol@example.net>: first attempt
                      reverse_name: points 1: reverse_name 1 no reverse name
                      sender: points 3: sender_domain 3 (sender) example.net does not exist
                      greylist: defer: greylisted: first attempt
                      nothing: rate, exempt, access, banned, score, own_list, spamtrap, helo, dnsbl, spf
                  2026-11-21T12:00:20Z defer greylisted, RCPT from 198.51.100.77 helo=mail.example.org <a@plain.test> to <bob@example.net>: first attempt
                      reverse_name: points 1: reverse_name 1 no reverse name
                      greylist: defer: greylisted: first attempt
                      nothing: rate, exempt, access, banned, score, own_list, spamtrap, helo, dnsbl, sender, spf
                  2026-11-21T12:00:00Z defer greylisted, RCPT from 198.51.100.77 helo=mail.example.org <bob@example.net> to <bob@example.net>: first attempt
                      reverse_name: points 1: reverse_name 1 no reverse name
                      sender: points 4: sender_domain 3 (sender) example.net does not exist; sender_is_recipient 1 (sender) the sender is the recipient
                      greylist: defer: greylisted: first attempt
                      nothing: rate, exempt, access, banned, score, own_list, spamtrap, helo, dnsbl, spf

                The greylist remembers:
                  waiting since 2026-11-21T12:00:40Z: 198.51.100.0/24 <bob@example.net> to <carol@example.net>
                  waiting since 2026-11-21T12:00:20Z: 198.51.100.0/24 <a@plain.test> to <bob@example.net>
                  waiting since 2026-11-21T12:00:00Z: 198.51.100.0/24 <bob@example.net> to <bob@example.net>

                What would happen now to client=198.51.100.77 helo=mail.example.org sender=bob@example.net recipient=carol@example.net:
                  supposed: like the mail of 2026-11-21T12:00:40Z, over a connection of its own
                  not known, so taken to be empty: policy_context (say NAME=VALUE if it is not)
                  action=DEFER_IF_PERMIT 4.7.1 Greylisted, please try again in 180 seconds
                  verdict: defer, because greylisted (first attempt at 2026-11-21T12:00:40Z, back too early)
                  reverse_name: points 1: reverse_name 1 no reverse name
                  sender: points 3: sender_domain 3 (sender) example.net does not exist
                  greylist: defer: greylisted: first attempt at 2026-11-21T12:00:40Z, back too early
                  nothing: rate, exempt, access, banned, score, own_list, spamtrap, helo, dnsbl, spf

                The settings that decide:
                  greylist.enabled = true  # default
                  greylist.scope = "everyone"  # default
                  greylist.delay = "3m"  # default
                  reverse_name.missing_points = 1.0  # default
                  reverse_name.unconfirmed_points = 1.0  # default
                  sender.no_mail_points = 3.0  # default
                  sender.null_mx_points = 5.0  # default
                """);
    }

    @Test
    void whoIsUnknownIsSaidToBe() throws Exception {
        assertThat(told("198.51.100.99")).isEqualTo("""
                198.51.100.99 at 2026-11-21T12:00:00Z

                198.51.100.99/32
                  nothing is held against it

                No verdict is remembered.
                Not known: what would happen now cannot be said, for no mail of it is known: name one, such as helo=mail.example.org sender=a@example.org recipient=b@example.com
                """);
        assertThat(json("198.51.100.99")).isEqualTo(expected("unknown"));
        assertThat(told("sender=nobody@plain.test")).isEqualTo("""
                sender=nobody@plain.test at 2026-11-21T12:00:00Z

                No verdict is remembered.
                Not known: what would happen now cannot be said, for no mail of it is known: name one, such as client=198.51.100.7 helo=mail.example.org sender=a@example.org recipient=b@example.com
                """);
        assertThat(told("198.51.100.99", "recipient", "bob@example.net")).isEqualTo("""
                198.51.100.99 at 2026-11-21T12:00:00Z

                198.51.100.99/32
                  nothing is held against it

                No verdict is remembered.

                What would happen now to client=198.51.100.99 sender= recipient=bob@example.net state=DATA:
                  supposed: you have said recipient, over a connection of its own
                  not known, so taken to be empty: client_name, reverse_client_name, helo_name, sasl_username, sender, policy_context (say NAME=VALUE if it is not)
                  action=DEFER_IF_PERMIT 4.7.1 Greylisted, please try again in 180 seconds
                  verdict: defer, because greylisted (first attempt)
                  helo: points 2: helo 2 said no HELO
                  reverse_name: points 1: reverse_name 1 no reverse name
                  greylist: defer: greylisted: first attempt
                  nothing: rate, exempt, access, banned, score, own_list, spamtrap, dnsbl, sender, spf

                The settings that decide:
                  greylist.enabled = true  # default
                  greylist.scope = "everyone"  # default
                  greylist.delay = "3m"  # default
                  helo.own_names = []  # default
                  helo.own_name_points = 5.0  # default
                  helo.literal_points = 3.0  # default
                  helo.not_full_points = 2.0  # default
                  helo.syntax_points = 3.0  # default
                  helo.missing_points = 2.0  # default
                  reverse_name.missing_points = 1.0  # default
                  reverse_name.unconfirmed_points = 1.0  # default
                """);
    }

    /** What the admin listener answers, without the story, and with three digits behind the point. */
    private String json(String whom) throws IOException, InterruptedException {
        try (AdminServer admin = AdminServer.start(
                new ListenAddress.Inet("127.0.0.1", 0),
                new AdminToken(TOKEN),
                SampleServices.of(() -> server.now, accounts))) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + admin.address().getPort() + "/api/v1/why"))
                    .header("Authorization", "Bearer " + TOKEN)
                    .POST(HttpRequest.BodyPublishers.ofString("{\"of\":\"" + whom + "\"}"))
                    .build();
            String body = HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body();
            return indented(body).replace(folder.toString(), "/etc/doorward") + "\n";
        }
    }

    /** A whole answer, from the resources. */
    private static String expected(String name) throws IOException {
        try (InputStream in = AccountsTest.class.getResourceAsStream("/why/" + name + ".json")) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String indented(String json) throws IOException {
        StringWriter text = new StringWriter();
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        JsonFactory factory = new JsonFactory();
        try (JsonParser from = factory.createParser(json);
                JsonGenerator to = factory.createGenerator(text)) {
            DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
            printer.indentArraysWith(indenter);
            printer.indentObjectsWith(indenter);
            to.setPrettyPrinter(printer);
            while (from.nextToken() != null) {
                if (from.currentToken() == JsonToken.FIELD_NAME
                        && from.currentName().equals("story")) {
                    from.nextToken();
                    from.skipChildren();
                } else if (from.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
                    to.writeNumber(Math.round(from.getDoubleValue() * 1e3) / 1e3);
                } else {
                    to.copyCurrentEvent(from);
                }
            }
        }
        return text.toString();
    }

    /** A list of good senders has addresses; a client of ours is the whole /64. */
    @Test
    void ofAnIpv6NetworkTheListIsAskedForTheAddressThatThisIsAbout() {
        String v6 = "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.good.test";
        server.dns.address("2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.good.test", "127.0.0.2");
        server.dns.address("5.2.0.0." + v6, "127.0.0.3");
        enforce("ask = [\"ipv4\", \"ipv6\"]");
        mail(from("2001:db8::25").recipient("trap@example.net"));

        assertThat(told("2001:db8::25"))
                .contains("2001:db8::/64\n  never banned: good.test knows it as a good sender\n");
        assertThat(told("sender=a@plain.test")).contains("never banned: good.test knows it as a good sender\n");
        assertThat(told("2001:db8::26")).doesNotContain("never banned");
        assertThat(next("2001:db8::25", "client_address", "2001:DB8:0::25")
                        .client()
                        .address())
                .isEqualTo(IpAddress.parse("2001:db8::25"));
    }
}
