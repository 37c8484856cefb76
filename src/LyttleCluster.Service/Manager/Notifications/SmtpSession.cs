using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace LyttleCluster.Service.Manager.Notifications;

/// <summary>
/// One conversation with a mail server (RFC 5321), of the few words that are needed. It is our own because the framework's client cannot do TLS from the start of a
/// connection, cannot be limited in time as a whole, sends in plain text where STARTTLS is not offered unless told otherwise, and is not maintained.
/// </summary>
internal sealed class SmtpSession : IAsyncDisposable
{
    /// <summary>For all of one mail.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private const int LongestLine = 2_000;
    private const int MostLines = 100;

    private readonly MailOptions _options;
    private readonly string? _authorityFile;
    private readonly byte[] _buffer = new byte[4096];
    private readonly HashSet<string> _offers = new(StringComparer.OrdinalIgnoreCase);
    private Stream _stream;
    private int _start;
    private int _end;

    private SmtpSession(MailOptions options, string? authorityFile, Stream stream) => (_options, _authorityFile, _stream) = (options, authorityFile, stream);

    private bool IsEncrypted => _stream is SslStream;

    /// <summary>Whether the way is this host alone, where nobody else listens.</summary>
    private bool IsLoopback => _options.Server.IsLoopback;

    /// <summary>Connects, encrypts, and proves who we are.</summary>
    /// <exception cref="NotificationException">Why not.</exception>
    public static async Task<SmtpSession> OpenAsync(MailOptions options, string? authorityFile, CancellationToken cancellationToken)
    {
        var session = new SmtpSession(options, authorityFile, await ConnectAsync(options, cancellationToken));
        try
        {
            await session.GreetAsync(cancellationToken);
            return session;
        }
        catch
        {
            await session._stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends one mail; the server has it when this ends.</summary>
    /// <exception cref="NotificationException">It has not.</exception>
    public Task SendAsync(string from, IReadOnlyList<string> to, byte[] mail, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await CommandAsync($"MAIL FROM:<{from}>", 250, cancellationToken);
        string? refusal = null;
        var taken = 0;
        foreach (var address in to)
        {
            var reply = await AskAsync($"RCPT TO:<{address}>", cancellationToken);
            if (reply.Code is 250 or 251) taken++;
            else refusal ??= $"the mail server refuses {address}: {reply}";
        }

        if (taken == 0) throw new NotificationException(refusal!);
        await CommandAsync("DATA", 354, cancellationToken);
        await _stream.WriteAsync(mail, cancellationToken);
        await WriteAsync(".\r\n", cancellationToken);
        Expect(await ReadAsync(cancellationToken), 250, "the mail");
    });

    public async ValueTask DisposeAsync()
    {
        try
        {
            // Only for manners: the mail was taken, or was not.
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await WriteAsync("QUIT\r\n", soon.Token);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // It has left already.
        }

        await _stream.DisposeAsync();
    }

    private static async Task<Stream> ConnectAsync(MailOptions options, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(options.Server.IdnHost, options.Port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw new NotificationException($"the mail server cannot be reached: {failure.Message}");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private Task GreetAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (_options.IsImplicitTls) await EncryptAsync(cancellationToken);
        Expect(await ReadAsync(cancellationToken), 220, "the connection");
        await HelloAsync(cancellationToken);
        if (!IsEncrypted && (_offers.Contains("STARTTLS") || !IsLoopback))
        {
            if (!_offers.Contains("STARTTLS")) throw new NotificationException("the mail server offers no STARTTLS, and nothing is sent in plain text");
            await CommandAsync("STARTTLS", 220, cancellationToken);
            // What came before the encryption might have been put there by somebody on the way.
            if (_start != _end) throw new NotificationException("the mail server says more before the encryption than it may");
            await EncryptAsync(cancellationToken);
            await HelloAsync(cancellationToken);
        }

        if (_options.User is { } user) await LoginAsync(user, MailOptions.ReadPassword(_options.PasswordFile!), cancellationToken);
    });

    private async Task HelloAsync(CancellationToken cancellationToken)
    {
        var reply = await AskAsync($"EHLO {HostName()}", cancellationToken);
        Expect(reply, 250, "our greeting");
        _offers.Clear();
        foreach (var line in reply.Lines.Skip(1))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0) continue;
            _offers.Add(words[0]);
            if (words[0].Equals("AUTH", StringComparison.OrdinalIgnoreCase)) _offers.UnionWith(words.Skip(1).Select(word => $"AUTH {word}"));
        }
    }

    private async Task LoginAsync(string user, string password, CancellationToken cancellationToken)
    {
        if (_offers.Contains("AUTH PLAIN"))
        {
            await SecretAsync($"AUTH PLAIN {Base64($"\0{user}\0{password}")}", 235, cancellationToken);
        }
        else if (_offers.Contains("AUTH LOGIN"))
        {
            await SecretAsync("AUTH LOGIN", 334, cancellationToken);
            await SecretAsync(Base64(user), 334, cancellationToken);
            await SecretAsync(Base64(password), 235, cancellationToken);
        }
        else
        {
            throw new NotificationException("the mail server offers no login that is known here (PLAIN, LOGIN)");
        }
    }

    private async Task EncryptAsync(CancellationToken cancellationToken)
    {
        var secure = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = secure;
        await secure.AuthenticateAsClientAsync(NotificationTls.OptionsFor(_options.Server.IdnHost, _authorityFile), cancellationToken);
    }

    private async Task CommandAsync(string line, int wanted, CancellationToken cancellationToken) => Expect(await AskAsync(line, cancellationToken), wanted, line.Split(' ')[0]);

    /// <summary>As <see cref="CommandAsync"/>, for lines that no message may repeat.</summary>
    private async Task SecretAsync(string line, int wanted, CancellationToken cancellationToken) => Expect(await AskAsync(line, cancellationToken), wanted, "the login");

    private async Task<Reply> AskAsync(string line, CancellationToken cancellationToken)
    {
        await WriteAsync(line + "\r\n", cancellationToken);
        return await ReadAsync(cancellationToken);
    }

    private Task WriteAsync(string text, CancellationToken cancellationToken) => _stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).AsTask();

    private async Task<Reply> ReadAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (lines.Count < MostLines)
        {
            var line = await ReadLineAsync(cancellationToken);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code)) throw new NotificationException("it does not answer as a mail server");
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] != '-') return new Reply(code, lines);
        }

        throw new NotificationException("it does not answer as a mail server");
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (line.Length < LongestLine)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await _stream.ReadAsync(_buffer, cancellationToken));
                if (_end == 0) throw new NotificationException("the mail server closed the connection");
            }

            var next = (char)_buffer[_start++];
            if (next == '\n') return line.ToString().TrimEnd('\r');
            line.Append(next);
        }

        throw new NotificationException("it does not answer as a mail server");
    }

    private static void Expect(Reply reply, int wanted, string what)
    {
        if (reply.Code != wanted) throw new NotificationException($"the mail server refuses {what}: {reply}");
    }

    private static async Task GuardAsync(Func<Task> talk)
    {
        try
        {
            await talk();
        }
        catch (AuthenticationException)
        {
            throw new NotificationException("TLS with the mail server does not come about, or its certificate is not trusted");
        }
        catch (IOException)
        {
            throw new NotificationException("the connection to the mail server broke");
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string HostName()
    {
        var name = Dns.GetHostName();
        return name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.') ? name : "localhost";
    }

    private sealed record Reply(int Code, IReadOnlyList<string> Lines)
    {
        private const int Longest = 200;

        public override string ToString()
        {
            var text = Formatting.Printable.Line(Lines[^1]);
            return $"{Code} {(text.Length > Longest ? text[..Longest] : text)}";
        }
    }
}
