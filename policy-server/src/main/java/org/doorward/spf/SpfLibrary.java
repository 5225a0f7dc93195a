package org.doorward.spf;

import java.util.LinkedList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.james.jspf.core.DNSRequest;
import org.apache.james.jspf.core.DNSService;
import org.apache.james.jspf.core.SPFChecker;
import org.apache.james.jspf.executor.SPFExecutor;
import org.apache.james.jspf.impl.SPF;

/**
 * jSPF without what it would do by itself: ask the DNS, run, and explain. {@link SpfRun} runs it.
 *
 * <p>Explanations ({@code exp=}) are texts by strangers, for strangers; they cost a question each and tell Doorward nothing.
 */
final class SpfLibrary extends SPF {

    /** RFC 7208 section 4.6.4: the PTR names beyond the tenth are not looked at. */
    private static final int MOST_NAMES = 10;

    SpfLibrary() {
        super(new NoDns(), noExecutor());
    }

    private static SPFExecutor noExecutor() {
        return (session, result) -> {
            throw new UnsupportedOperationException("SpfRun runs it");
        };
    }

    /** All but the last one, which adds a standard explanation to a fail. The type is jSPF's choice. */
    @SuppressWarnings("NonApiType")
    @Override
    public LinkedList<SPFChecker> getPolicies() {
        LinkedList<SPFChecker> policies = super.getPolicies();
        policies.removeLast();
        return policies;
    }

    /** What jSPF wants to know of a DNS besides its answers. */
    private static final class NoDns implements DNSService {

        @Override
        public List<String> getRecords(DNSRequest request) {
            throw new UnsupportedOperationException("SpfRun asks");
        }

        @Override
        public CompletionStage<List<String>> getRecordsAsync(DNSRequest request) {
            throw new UnsupportedOperationException("SpfRun asks");
        }

        /** The receiver's names, for explanations. */
        @Override
        public List<String> getLocalDomainNames() {
            return List.of();
        }

        @Override
        public void setTimeOut(int seconds) {}

        /** One more than the limit: jSPF keeps one name less than it says here. */
        @Override
        public int getRecordLimit() {
            return MOST_NAMES + 1;
        }

        @Override
        public void setRecordLimit(int limit) {}
    }
}
