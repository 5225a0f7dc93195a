package org.doorward.why;

import java.util.ArrayList;
import java.util.List;
import org.doorward.decision.Inquiry;
import org.doorward.decision.ProtocolState;
import org.doorward.store.net.IpAddress;
import org.doorward.text.ClientText;

/** An inquiry as the words that name it to {@code ask} and {@code why}, without those that are empty. Pure; escaped and cut. */
public final class InquiryWords {

    private static final int LONGEST = 120;

    private final List<String> words = new ArrayList<>();

    private InquiryWords() {}

    /** The words, on one line. */
    public static String of(Inquiry inquiry) {
        InquiryWords said = new InquiryWords();
        Inquiry.Client client = inquiry.client();
        said.unlessEmpty("client", client.address().map(IpAddress::toString).orElse(""));
        said.unlessEmpty("name", client.name());
        if (!client.reverseName().equals(client.name())) {
            said.unlessEmpty("reverse_client_name", client.reverseName());
        }
        said.unlessEmpty("helo", client.helo());
        said.unlessEmpty("login", inquiry.login());
        said.unlessEmpty("policy_context", inquiry.context());
        // The empty one is the null sender.
        said.add("sender", inquiry.envelope().sender());
        said.unlessEmpty("recipient", inquiry.envelope().recipient());
        if (inquiry.state() != ProtocolState.RCPT) {
            said.add("state", inquiry.state().name());
        }
        return String.join(" ", said.words);
    }

    private void unlessEmpty(String name, String value) {
        if (!value.isEmpty()) {
            add(name, value);
        }
    }

    private void add(String name, String value) {
        words.add(name + "=" + ClientText.escape(value, LONGEST));
    }
}
