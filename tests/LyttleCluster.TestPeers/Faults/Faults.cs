using System.Text.Json;

namespace LyttleCluster.TestPeers;

/// <summary>The bad days that a real engine does not produce on request.</summary>
public static class Faults
{
    private const string Json = "application/json";

    /// <summary>The request is read, and nothing ever comes back.</summary>
    public static Fault HangBeforeHeaders => async exchange =>
    {
        await exchange.HangAsync();
        return false;
    };

    /// <summary>The connection is closed as soon as the request is read.</summary>
    public static Fault CloseAtOnce => _ => Task.FromResult(false);

    /// <summary>A login page or a proxy's error where JSON should be.</summary>
    public static Fault Html => Answer(200, "<!DOCTYPE html><html><body><h1>It works!</h1></body></html>", "text/html");

    /// <summary>JSON of another kind than the engine's.</summary>
    public static Fault WrongJson => Answer(200, """{"unexpected":[1,2,{"a":null}]}""");

    /// <summary>A complete answer whose text is no JSON at all.</summary>
    public static Fault BrokenJson => Answer(200, """[{"Id":"abc","Names":["/x"],""");

    /// <summary>A body without end, as fast as the other side reads.</summary>
    public static Fault Endless => async exchange =>
    {
        await exchange.WriteHeadAsync(200, Json, null);
        await exchange.WriteAsync("[\"");
        var block = new byte[64 * 1024];
        Array.Fill(block, (byte)'x');
        while (true)
            await exchange.WriteAsync(block);
    };

    /// <summary>A correct answer.</summary>
    public static Fault Answer(int status, string body, string contentType = Json) => async exchange =>
    {
        await exchange.AnswerAsync(status, contentType, body);
        return true;
    };

    /// <summary>An error as the Docker Engine words it.</summary>
    public static Fault Status(int status, string message) => Answer(status, JsonSerializer.Serialize(new { message }));

    /// <summary>Headers and this much of the body, then silence.</summary>
    public static Fault HangMidBody(string start = "[{\"Id\":\"") => async exchange =>
    {
        await exchange.WriteHeadAsync(200, Json, 100_000);
        await exchange.WriteAsync(start);
        await exchange.HangAsync();
        return false;
    };

    /// <summary>Headers that promise more than comes, then the end of the connection.</summary>
    public static Fault CutMidBody(string start = "[{\"Id\":\"") => async exchange =>
    {
        await exchange.WriteHeadAsync(200, Json, 100_000);
        await exchange.WriteAsync(start);
        return false;
    };

    /// <summary>A promised length over any limit; the body hangs after its start.</summary>
    public static Fault Announces(long bytes) => async exchange =>
    {
        await exchange.WriteHeadAsync(200, Json, bytes);
        await exchange.WriteAsync("[\"");
        await exchange.HangAsync();
        return false;
    };

    /// <summary>A correct body, one byte at a time with a pause before each: slow, but never silent.</summary>
    public static Fault Drip(string body, TimeSpan pause, string contentType = Json) => async exchange =>
    {
        await exchange.WriteHeadAsync(200, contentType, body.Length);
        foreach (var one in System.Text.Encoding.ASCII.GetBytes(body))
        {
            await Task.Delay(pause, exchange.Stopping);
            await exchange.WriteAsync(new[] { one });
        }

        return true;
    };

    /// <summary>A stream that gives these bytes and then stays open and silent, as `/events` and followed logs do.</summary>
    public static Fault StreamThenHang(ReadOnlyMemory<byte> bytes, string contentType = Json) => async exchange =>
    {
        await exchange.WriteHeadAsync(200, contentType, null);
        await exchange.WriteAsync(bytes);
        await exchange.HangAsync();
        return false;
    };

    /// <summary>A stream that gives these bytes and ends.</summary>
    public static Fault StreamThenEnd(ReadOnlyMemory<byte> bytes, string contentType = Json) => async exchange =>
    {
        await exchange.WriteHeadAsync(200, contentType, null);
        await exchange.WriteAsync(bytes);
        return false;
    };

    /// <summary>One after the other, the last for ever: a node that recovers, or falls ill.</summary>
    public static Fault InTurn(params Fault[] faults)
    {
        var next = -1;
        return exchange => faults[Math.Min(Interlocked.Increment(ref next), faults.Length - 1)](exchange);
    }
}
