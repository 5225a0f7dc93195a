package org.doorward.check;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.doorward.decision.Inquiry;

/**
 * Sees to it that a message gets one header at most, however many of its recipients have just passed.
 *
 * <p>A message is told by its {@code instance}. Once Postfix has taken a recipient, which shows in the queue id, further ones
 * bring no header: it would tell the first recipient of a delay that was another one's.
 */
final class OncePerMessage {

    /** More messages than can be under way at once. */
    private static final int MESSAGES = 20_000;
    /** Longer than Postfix lets a session stand between two recipients. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private final Cache<String, Boolean> instances = Caffeine.newBuilder()
            .maximumSize(MESSAGES)
            .expireAfterWrite(REMEMBERED)
            .executor(Runnable::run)
            .build();

    /** Whether this inquiry may bring its message's header; true once for a message. */
    boolean claim(Inquiry.Envelope envelope) {
        return mayBringOne(envelope) && instances.asMap().putIfAbsent(envelope.instance(), true) == null;
    }

    /** What {@link #claim} would say; claims nothing. */
    boolean free(Inquiry.Envelope envelope) {
        return mayBringOne(envelope) && instances.getIfPresent(envelope.instance()) == null;
    }

    private static boolean mayBringOne(Inquiry.Envelope envelope) {
        return !envelope.instance().isEmpty() && (envelope.queueId().isEmpty() || envelope.recipientCount() == 1);
    }
}
