/**
 * Tests of the images and of the play in the folder {@code docker}, with a Docker engine.
 *
 * <p>{@link org.doorward.docker.DockerParts} says what they stand on and what happens where it is missing.
 * {@link org.doorward.docker.Composed} is the project of {@code docker/compose.yaml}, started once by each of the two processes that tests run in,
 * by the README's own line, from a copy of what a clone has and under a name and with addresses of its own, so that they leave one another alone, and
 * a play that somebody has running. What only one may do at a time goes by {@link org.doorward.docker.OneAtATime}.
 * {@link org.doorward.docker.Outside} is a sender at the far end of the play's line. Testcontainers finds the engine, inspects what runs, and runs the
 * server's image alone ({@link org.doorward.docker.StateDockerTest}); the project is started by the README's words, for it is they that must work.
 * Nothing is ever pulled. The tests run after the distribution is packed (phase {@code integration-test}); for one of them:
 *
 * <pre>./mvnw -Dquick -pl policy-server -am verify -Dtest=SurvivalDockerTest</pre>
 */
@NullMarked
package org.doorward.docker;

import org.jspecify.annotations.NullMarked;
