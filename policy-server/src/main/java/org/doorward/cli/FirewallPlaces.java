package org.doorward.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.doorward.config.load.LoadResult;
import org.doorward.worker.WorkerPlaces;

/** Where the worker of a configuration keeps what is its own, as seen by a command beside it. */
final class FirewallPlaces {

    private FirewallPlaces() {}

    static WorkerPlaces of(LoadResult.Loaded loaded, CliEnvironment environment) {
        return loaded.config().firewall().inServe()
                ? WorkerPlaces.within(
                        loaded.config(),
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(),
                                loaded.config().admin().listen().port()))
                : WorkerPlaces.ofOwnProcess(loaded, environment.variables());
    }
}
