using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LyttleCluster.TestPeers;

/// <summary>
/// A real, private sshd on a port of 127.0.0.1, with its own keys and configuration, in which this user may log in by a key of its own; and the
/// client's side of it: configuration files with the right, no, or a wrong host key, and the right or a wrong login key.
/// </summary>
public sealed class SshServer : IAsyncDisposable
{
    private static readonly Lazy<string?> Reason = new(() => PeerRequirements.FirstMissing(("sshd", "openssh-server"), ("ssh", "openssh-client"), ("ssh-keygen", "openssh-client")));
    private readonly PeerFolder _folder;
    private Process? _process;
    private bool _disposed;

    private SshServer(PeerFolder folder, int port) => (_folder, Port) = (folder, port);

    /// <summary>Why no ssh server can run here; null when one can.</summary>
    public static string? WhyNot => Reason.Value;

    /// <summary>Its port of 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>ssh://USER@127.0.0.1:PORT.</summary>
    public Uri Uri => new($"ssh://{Environment.UserName}@127.0.0.1:{Port}");

    /// <summary>For ssh -F: knows the host's key and has the right login key.</summary>
    public string ConfigurationPath => _folder.File("client");

    /// <summary>For ssh -F: has never seen the host.</summary>
    public string StrangerConfigurationPath => _folder.File("stranger");

    /// <summary>For ssh -F: knows another key of the host.</summary>
    public string DeceivedConfigurationPath => _folder.File("deceived");

    /// <summary>For ssh -F: has a login key that the server does not know.</summary>
    public string UninvitedConfigurationPath => _folder.File("uninvited");

    /// <summary>How many logins there were.</summary>
    public int Logins => File.ReadLines(_folder.File("sshd.log")).Count(line => line.Contains("Accepted publickey", StringComparison.Ordinal));

    /// <summary>The ssh programs that were started with one of the configurations above and are alive.</summary>
    public IReadOnlyList<int> Clients => ProcessTable.NamingWithDescendants("-F " + _folder.Path + "/");

    /// <summary>ssh://USER@127.0.0.1:PORT/path/of/docker.sock.</summary>
    public Uri UriOf(string socketPath) => new($"ssh://{Environment.UserName}@127.0.0.1:{Port}{socketPath}");

    /// <summary>Starts a server and waits until it greets.</summary>
    public static async Task<SshServer> StartAsync(SshServerOptions? options = null, CancellationToken cancel = default)
    {
        if (WhyNot is { } reason)
            throw new InvalidOperationException($"No ssh server can be started here: {reason}");
        var folder = await PeerFolder.CreateAsync();
        try
        {
            var server = new SshServer(folder, FreePort());
            await server.WriteKeysAsync(cancel);
            await server.WriteConfigurationsAsync(options ?? new SshServerOptions(), cancel);
            await server.LaunchAsync(cancel);
            return server;
        }
        catch
        {
            await folder.RemoveAsync();
            throw;
        }
    }

    /// <summary>The server and all its sessions die at once (SIGKILL), as by a crash.</summary>
    public void Kill() => SignalAll(ProcessTable.Kill);

    /// <summary>The sessions die (SIGKILL), the server takes new ones.</summary>
    public void KillSessions()
    {
        foreach (var pid in ProcessTable.NamingWithDescendants(_folder.File("sshd_config")).Where(pid => pid != _process!.Id))
            ProcessTable.Signal(pid, ProcessTable.Kill);
    }

    /// <summary>The server and all its sessions hang: the kernel still takes connections and bytes, nothing answers (SIGSTOP).</summary>
    public void Pause() => SignalAll(ProcessTable.Stop);

    /// <summary>Ends <see cref="Pause"/>.</summary>
    public void Resume() => SignalAll(ProcessTable.Continue);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        Kill();
        await _folder.RemoveAsync();
        _process?.Dispose();
    }

    private void SignalAll(int signal)
    {
        // The listener first: it must not start another session meanwhile.
        foreach (var pid in ProcessTable.NamingWithDescendants(_folder.File("sshd_config")))
            ProcessTable.Signal(pid, signal);
    }

    private async Task WriteKeysAsync(CancellationToken cancel)
    {
        foreach (var name in new[] { "host", "other-host", "login", "other-login" })
            await Command.MustAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", _folder.File(name)], null, cancel);
        File.Copy(_folder.File("login.pub"), _folder.File("authorized_keys"));
        await WriteKnownHostsAsync("known", "host", cancel);
        await WriteKnownHostsAsync("wrong", "other-host", cancel);
        await File.WriteAllTextAsync(_folder.File("none"), "", cancel);
    }

    private async Task WriteKnownHostsAsync(string file, string key, CancellationToken cancel)
    {
        var text = await File.ReadAllTextAsync(_folder.File(key + ".pub"), cancel);
        await File.WriteAllTextAsync(_folder.File(file), $"[127.0.0.1]:{Port} {text}", cancel);
    }

    private async Task WriteConfigurationsAsync(SshServerOptions options, CancellationToken cancel)
    {
        // Another home: what this user's shell does at its start (.bashrc) is not the tests' matter.
        var variables = string.Concat(options.Environment.Select(one => $"{one.Key}={one.Value} "));
        await File.WriteAllTextAsync(_folder.File("sshd_config"), $"""
            Port {Port}
            ListenAddress 127.0.0.1
            HostKey {_folder.File("host")}
            AuthorizedKeysFile {_folder.File("authorized_keys")}
            PidFile none
            UsePAM no
            StrictModes no
            PermitRootLogin yes
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            MaxStartups {options.MostLoggingIn}
            SetEnv HOME={_folder.Path}
            ForceCommand {options.Before} /usr/bin/env {variables}/bin/sh -c "$SSH_ORIGINAL_COMMAND"

            """, cancel);
        await WriteClientAsync(ConfigurationPath, "known", "login", cancel);
        await WriteClientAsync(StrangerConfigurationPath, "none", "login", cancel);
        await WriteClientAsync(DeceivedConfigurationPath, "wrong", "login", cancel);
        await WriteClientAsync(UninvitedConfigurationPath, "known", "other-login", cancel);
    }

    private Task WriteClientAsync(string path, string knownHosts, string key, CancellationToken cancel) => File.WriteAllTextAsync(path, $"""
        UserKnownHostsFile {_folder.File(knownHosts)}
        GlobalKnownHostsFile /dev/null
        IdentityFile {_folder.File(key)}
        IdentitiesOnly yes
        IdentityAgent none

        """, cancel);

    private async Task LaunchAsync(CancellationToken cancel)
    {
        // Where the package's service makes it at every start; sshd refuses to run without.
        Directory.CreateDirectory("/run/sshd");
        // The shell hands over the log and becomes sshd: one process id all along, in a session of its own.
        _process = Process.Start(new ProcessStartInfo("/bin/sh",
        [
            "-c", "log=$1; shift; exec setsid \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", _folder.File("sshd.log"),
            Command.Find("sshd")!, "-D", "-e", "-f", _folder.File("sshd_config"),
        ]))!;
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await GreetsAsync(limited.Token))
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"sshd ended with {_process.ExitCode} while starting:\n{await File.ReadAllTextAsync(_folder.File("sshd.log"), cancel)}");
            await Task.Delay(20, limited.Token);
        }
    }

    private async Task<bool> GreetsAsync(CancellationToken cancel)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port, cancel);
            var greeting = new byte[8];
            await client.GetStream().ReadExactlyAsync(greeting, cancel);
            return Encoding.ASCII.GetString(greeting) == "SSH-2.0-";
        }
        catch (Exception notYet) when (notYet is SocketException or IOException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
