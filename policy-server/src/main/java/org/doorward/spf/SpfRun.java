package org.doorward.spf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.apache.james.jspf.core.DNSLookupContinuation;
import org.apache.james.jspf.core.DNSRequest;
import org.apache.james.jspf.core.DNSResponse;
import org.apache.james.jspf.core.SPF1Utils;
import org.apache.james.jspf.core.SPFChecker;
import org.apache.james.jspf.core.SPFCheckerDNSResponseListener;
import org.apache.james.jspf.core.SPFCheckerExceptionCatcher;
import org.apache.james.jspf.core.SPFSession;
import org.apache.james.jspf.core.exceptions.NeutralException;
import org.apache.james.jspf.core.exceptions.NoneException;
import org.apache.james.jspf.core.exceptions.PermErrorException;
import org.apache.james.jspf.core.exceptions.SPFResultException;
import org.apache.james.jspf.core.exceptions.TempErrorException;
import org.apache.james.jspf.core.exceptions.TimeoutException;
import org.apache.james.jspf.terms.AMechanism;
import org.apache.james.jspf.terms.ExistsMechanism;
import org.apache.james.jspf.terms.MXMechanism;
import org.apache.james.jspf.terms.Mechanism;
import org.doorward.dns.Dns;
import org.doorward.dns.DnsAnswer;
import org.doorward.dns.DnsQuestion;
import org.doorward.spf.SpfResult.Kind;
import org.doorward.store.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation: runs jSPF's stack of checkers until it wants something of the DNS, and goes on when the answer has come, on
 * whatever thread brings it. Only one thread is ever in it.
 *
 * <p>It adds the bounds that jSPF, which follows RFC 4408, does not have, and has an {@code exists:} that the DNS cannot answer end in
 * temperror as RFC 7208 section 5 wants it.
 */
final class SpfRun {

    private static final int MOST_QUESTIONS = 100;
    private static final int MOST_VOID = 2;
    private static final int MOST_MAIL_SERVERS = 10;

    private final Dns dns;
    private final LongSupplier nanos;
    private final long deadline;
    private final IpAddress client;
    private final Session session;
    private final CompletableFuture<SpfResult> result = new CompletableFuture<>();

    private int questions;
    private int nothingFound;
    private boolean personal;
    private Duration ttl = Duration.ofDays(1);
    private String why = "";
    private @Nullable Mechanism last;

    SpfRun(Dns dns, LongSupplier nanos, long deadline, IpAddress client, String sender, String helo) {
        this.dns = dns;
        this.nanos = nanos;
        this.deadline = deadline;
        this.client = client;
        this.session = new Session(sender, helo, client.toString());
    }

    /** An answer without an evaluation. */
    CompletionStage<SpfResult> refused(String reason) {
        why = reason;
        return CompletableFuture.completedStage(result(Kind.TEMPERROR));
    }

    CompletionStage<SpfResult> start(SPFChecker library) {
        session.pushChecker(new Root());
        session.pushChecker(library);
        run(null);
        return result;
    }

    /** Runs until an answer is missing, or there is nothing left to run. */
    private void run(@Nullable DNSLookupContinuation wanted) {
        DNSLookupContinuation next = wanted;
        while (true) {
            if (next == null) {
                SPFChecker checker = session.popChecker();
                if (checker == null) {
                    finish();
                    return;
                }
                next = step(checker);
                continue;
            }
            DNSLookupContinuation asked = next;
            CompletableFuture<DnsAnswer> answer = ask(asked);
            if (!answer.isDone()) {
                CompletionStage<DnsAnswer> later = answer;
                later.whenComplete((came, never) -> run(heard(asked, answer)));
                return;
            }
            next = heard(asked, answer);
        }
    }

    private @Nullable DNSLookupContinuation step(SPFChecker checker) {
        if (checker instanceof Mechanism mechanism) {
            last = mechanism;
        }
        return guarded(() -> checker.checkSPF(session));
    }

    private @Nullable DNSLookupContinuation heard(DNSLookupContinuation asked, CompletableFuture<DnsAnswer> answer) {
        return guarded(() -> {
            SPFCheckerDNSResponseListener listener = asked.getListener();
            return listener.onDNSResponse(response(asked.getRequest(), listener, answer.join()), session);
        });
    }

    /** SPF records have been TXT records only since RFC 7208 (section 3.1); jSPF asks for the other type first. */
    private CompletableFuture<DnsAnswer> ask(DNSLookupContinuation wanted) {
        DNSRequest request = wanted.getRequest();
        if (request.getRecordType() == DNSRequest.SPF) {
            return CompletableFuture.completedFuture(new DnsAnswer.Nothing(true, ttl));
        }
        String name = request.getHostname();
        String relative = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        questions++;
        try {
            return dns.ask(new DnsQuestion(relative, type(request))).toCompletableFuture();
        } catch (RuntimeException broken) {
            return CompletableFuture.failedFuture(broken);
        }
    }

    private static DnsQuestion.Type type(DNSRequest request) {
        return switch (request.getRecordType()) {
            case DNSRequest.A -> DnsQuestion.Type.A;
            case DNSRequest.AAAA -> DnsQuestion.Type.AAAA;
            case DNSRequest.MX -> DnsQuestion.Type.MX;
            case DNSRequest.PTR -> DnsQuestion.Type.PTR;
            default -> DnsQuestion.Type.TXT;
        };
    }

    private DNSResponse response(DNSRequest request, SPFCheckerDNSResponseListener listener, DnsAnswer answer)
            throws PermErrorException, TempErrorException {
        if (questions > MOST_QUESTIONS) {
            throw new PermErrorException("more than " + MOST_QUESTIONS + " questions");
        }
        if (nanos.getAsLong() - deadline > 0) {
            throw new TempErrorException("takes too long");
        }
        if (answer instanceof DnsAnswer.Failed failed && failed.failure() != DnsAnswer.Failure.BAD_NAME) {
            why = request.getHostname() + ": " + failed.why();
            if (listener instanceof ExistsMechanism) {
                throw new TempErrorException(why);
            }
            return new DNSResponse(new TimeoutException(why));
        }
        return new DNSResponse(records(request, listener, answer));
    }

    private @Nullable List<String> records(DNSRequest request, SPFCheckerDNSResponseListener listener, DnsAnswer answer)
            throws PermErrorException {
        if (answer instanceof DnsAnswer.Found found) {
            remember(found.ttl());
            List<String> texts = new ArrayList<>(SpfTexts.of(found.records()));
            if (request.getRecordType() == DNSRequest.MX && texts.size() > MOST_MAIL_SERVERS) {
                throw new PermErrorException(request.getHostname() + " has more than ten mail servers");
            }
            if (request.getRecordType() == DNSRequest.TXT) {
                SpfTexts.bound(texts);
                personal = personal || SpfTexts.personal(texts);
            }
            return texts;
        }
        if (answer instanceof DnsAnswer.Nothing nothing) {
            remember(nothing.ttl());
        }
        if (isTerm(request, listener)) {
            nothingFound++;
            if (nothingFound > MOST_VOID) {
                throw new PermErrorException("more than two terms that find nothing");
            }
        }
        return null;
    }

    /** The addresses of a term's mail servers are not terms of their own: it is common that they have none in IPv6. */
    private static boolean isTerm(DNSRequest request, SPFCheckerDNSResponseListener listener) {
        return listener instanceof MXMechanism
                ? request.getRecordType() == DNSRequest.MX
                : listener instanceof AMechanism || listener instanceof ExistsMechanism;
    }

    private void remember(Duration allowed) {
        ttl = allowed.compareTo(ttl) < 0 ? allowed : ttl;
    }

    /** Runs a piece of jSPF; what it throws goes to the one who waits for it on the stack, as in jSPF's own executors. */
    private @Nullable DNSLookupContinuation guarded(Piece piece) {
        try {
            return piece.run();
        } catch (SPFResultException | RuntimeException | StackOverflowError thrown) {
            Throwable left = thrown;
            while (left != null) {
                left = given(left);
            }
            return null;
        }
    }

    private @Nullable Throwable given(Throwable thrown) {
        SPFChecker catcher = session.popChecker(SPFCheckerExceptionCatcher.class::isInstance);
        if (catcher == null) {
            new Root().onException(thrown, session);
            return null;
        }
        try {
            ((SPFCheckerExceptionCatcher) catcher).onException(thrown, session);
            return null;
        } catch (SPFResultException | RuntimeException next) {
            return next;
        }
    }

    private void finish() {
        String named = session.getCurrentResultExpanded();
        Kind kind = named == null ? Kind.NEUTRAL : Kind.valueOf(named.toUpperCase(Locale.ROOT));
        result.complete(result(kind));
    }

    private SpfResult result(Kind kind) {
        boolean matched = kind == Kind.PASS && last != null;
        String matching = matched ? String.valueOf(last) : why;
        boolean everybody = matched && last != null && Width.everybody(last, client);
        return new SpfResult(kind, session.getSenderDomain(), matching, everybody, personal, ttl);
    }

    /** Something that jSPF does. */
    private interface Piece {
        @Nullable
        DNSLookupContinuation run() throws PermErrorException, NoneException, TempErrorException, NeutralException;
    }

    /** jSPF's session, which asks for no explanation, not even behind an include. */
    private static final class Session extends SPFSession {

        Session(String sender, String helo, String client) {
            super(sender, helo, client);
        }

        @Override
        public boolean ignoreExplanation() {
            return true;
        }
    }

    /** The bottom of the stack. In jSPF's own place it would write a stack trace for each domain without a record. */
    private final class Root implements SPFChecker, SPFCheckerExceptionCatcher {

        @Override
        public @Nullable DNSLookupContinuation checkSPF(SPFSession ended) {
            if (ended.getCurrentResultExpanded() == null) {
                String qualifier = ended.getCurrentResult();
                ended.setCurrentResultExpanded(SPF1Utils.resultToName(qualifier == null ? "" : qualifier));
            }
            return null;
        }

        @Override
        public void onException(Throwable exception, SPFSession ended) {
            why = String.valueOf(exception.getMessage());
            ended.setCurrentResultExpanded(
                    exception instanceof SPFResultException known ? known.getResult() : "permerror");
        }
    }
}
