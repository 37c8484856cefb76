using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace LyttleCluster.TestPeers;

/// <summary>A small mail server on loopback: it keeps what it takes, and is as strict as RFC 5321 lets it be.</summary>
public sealed class SmtpServer : IAsyncDisposable
{
    private readonly SmtpServerOptions _options;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Task> _talks = [];
    private readonly ConcurrentQueue<ReceivedMail> _mails = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Task _accepting;
    private int _connections;

    private SmtpServer(SmtpServerOptions options)
    {
        _options = options;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>smtp:// or smtps://127.0.0.1:PORT.</summary>
    public Uri Uri => new($"{(_options.ImplicitTls ? "smtps" : "smtp")}://{_listener.LocalEndpoint}");

    public IReadOnlyList<ReceivedMail> Mails => [.. _mails];

    /// <summary>Every line that a client sent in plain text.</summary>
    public ConcurrentQueue<string> PlainLines { get; } = new();

    public int Connections => Volatile.Read(ref _connections);

    public static SmtpServer Start(SmtpServerOptions? options = null) => new(options ?? new SmtpServerOptions());

    /// <summary>The next mail that arrives.</summary>
    public async Task<ReceivedMail> NextAsync(CancellationToken cancellationToken = default)
    {
        await _arrived.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        return _mails.ToArray()[^1];
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_talks);
        _stopping.Dispose();
        _arrived.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                Interlocked.Increment(ref _connections);
                _talks.Add(TalkAsync(client));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The server was disposed.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var talk = new Talk(this, client.GetStream());
                await talk.RunAsync();
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException or AuthenticationException or SocketException or EndOfStreamException)
            {
                // The other side left.
            }
        }
    }

    private sealed class Talk(SmtpServer server, Stream stream) : IAsyncDisposable
    {
        private readonly List<string> _to = [];
        private string? _from;
        private bool _isIn;
        private Stream _stream = stream;

        private SmtpServerOptions Options => server._options;

        private bool IsEncrypted => _stream is SslStream;

        public async Task RunAsync()
        {
            if (Options.ImplicitTls) await EncryptAsync();
            if (Options.Greeting is null) await Task.Delay(Timeout.Infinite, server._stopping.Token);
            await SayAsync(Options.Greeting!);
            while (await ReadLineAsync() is { } line && await AnswerAsync(line))
            {
            }
        }

        public ValueTask DisposeAsync() => _stream.DisposeAsync();

        private async Task<bool> AnswerAsync(string line)
        {
            var word = line.Split(' ')[0].ToUpperInvariant();
            switch (word)
            {
                case "EHLO":
                    await SayAsync(Offers());
                    break;
                case "STARTTLS" when Options.Certificate is not null && !IsEncrypted:
                    await SayAsync("220 go on\r\n" + Options.Injected, end: Options.Injected.Length == 0);
                    await EncryptAsync();
                    break;
                case "AUTH":
                    await LoginAsync(line);
                    break;
                case "MAIL" when Options.Login is not null && !_isIn:
                    await SayAsync("530 5.7.0 who are you?");
                    break;
                case "MAIL":
                    _from = Address(line);
                    await SayAsync("250 ok");
                    break;
                case "RCPT" when Options.Refused.Contains(Address(line)):
                    await SayAsync("550 5.1.1 nobody of that name");
                    break;
                case "RCPT":
                    _to.Add(Address(line));
                    await SayAsync("250 ok");
                    break;
                case "DATA" when _from is not null && _to.Count > 0:
                    await SayAsync("354 go on");
                    await TakeAsync();
                    break;
                case "QUIT":
                    await SayAsync("221 bye");
                    return false;
                default:
                    await SayAsync("502 5.5.2 what?");
                    break;
            }

            return true;
        }

        private string Offers()
        {
            var lines = new List<string> { "peer" };
            if (Options.Certificate is not null && !IsEncrypted) lines.Add("STARTTLS");
            if (Options.Login is not null) lines.Add($"AUTH {Options.Mechanism}");
            return string.Join("\r\n", lines.Select((line, index) => $"250{(index == lines.Count - 1 ? ' ' : '-')}{line}"));
        }

        private async Task LoginAsync(string line)
        {
            var words = line.Split(' ');
            string user, password;
            if (words[1] == "PLAIN")
            {
                var parts = Text(words[2]).Split('\0');
                (user, password) = (parts[1], parts[2]);
            }
            else
            {
                await SayAsync("334 VXNlcm5hbWU6");
                user = Text((await ReadLineAsync())!);
                await SayAsync("334 UGFzc3dvcmQ6");
                password = Text((await ReadLineAsync())!);
            }

            _isIn = (user, password) == Options.Login;
            await SayAsync(_isIn ? "235 welcome" : "535 5.7.8 no");
        }

        private async Task TakeAsync()
        {
            var text = new StringBuilder();
            while (await ReadLineAsync() is { } line && line != ".")
            {
                if (line.Length > 998) throw new IOException("a line is longer than RFC 5321 allows");
                text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            }

            await SayAsync(Options.AfterData);
            if (!Options.AfterData.StartsWith("250", StringComparison.Ordinal)) return;
            server._mails.Enqueue(new ReceivedMail(_from!, [.. _to], text.ToString(), IsEncrypted));
            server._arrived.Release();
        }

        private async Task EncryptAsync()
        {
            var secure = new SslStream(_stream, leaveInnerStreamOpen: false);
            _stream = secure;
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Options.Certificate }, server._stopping.Token);
        }

        private async Task<string?> ReadLineAsync()
        {
            var line = new StringBuilder();
            var one = new byte[1];
            while (await _stream.ReadAsync(one, server._stopping.Token) == 1)
            {
                if (one[0] == '\n')
                {
                    if (line.Length == 0 || line[^1] != '\r') throw new IOException("a line ends without its carriage return");
                    line.Length--;
                    if (!IsEncrypted) server.PlainLines.Enqueue(line.ToString());
                    return line.ToString();
                }

                line.Append((char)one[0]);
            }

            return null;
        }

        private async Task SayAsync(string text, bool end = true)
        {
            var isEnded = text.EndsWith("\r\n", StringComparison.Ordinal);
            await _stream.WriteAsync(Encoding.ASCII.GetBytes(end && !isEnded ? text + "\r\n" : text), server._stopping.Token);
        }

        private static string Address(string line) => line.Split('<', '>')[1];

        private static string Text(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
    }
}
