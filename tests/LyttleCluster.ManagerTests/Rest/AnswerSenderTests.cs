using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using LyttleCluster.Core;
using LyttleCluster.Core.Api;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager;
using LyttleCluster.Service.Manager.Rest;
using LyttleCluster.Tests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LyttleCluster.ManagerTests.Rest;

/// <summary>How an answer is sent, with a reader and a source that do as the test says.</summary>
public sealed class AnswerSenderTests : IDisposable
{
    private static readonly ClusterException Refused = new("DockerRefused", ClusterErrorCategory.ConnectionError, "Nobody there.", "Start it.");
    private static readonly ClusterWarning Warning = new() { Id = "Careful", Message = "Careful." };
    private readonly ManualTimeProvider _time = new();
    private readonly StringWriter _log = new();
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024));
    private readonly CancellationTokenSource _aborted = new();
    private readonly DefaultHttpContext _context = new();

    public AnswerSenderTests()
    {
        _context.Features.Set<IHttpRequestLifetimeFeature>(new Lifetime(_aborted));
        _context.Response.Body = _pipe.Writer.AsStream();
        CorrelationIds.UseAsync(_context, _ => Task.CompletedTask).GetAwaiter().GetResult();
    }

    public void Dispose() => _aborted.Dispose();

    [Fact]
    public async Task Lines_tell_values_failures_warnings_and_bad_outcomes()
    {
        var text = await SendAsync(ApiProtocol.Lines, ["one", Refused, Warning, Answer.Failed("two", Refused)]);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("""{"value":"one"}""", lines[0]);
        Assert.StartsWith("""{"failure":{"type":"urn:lyttle-cluster:error:DockerRefused",""", lines[1], StringComparison.Ordinal);
        Assert.Equal("""{"warning":{"id":"Careful","message":"Careful."}}""", lines[2]);
        Assert.StartsWith("""{"value":"two","failure":{""", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_has_the_outcome_among_its_items_and_its_failure_beside()
    {
        var text = await SendAsync("application/json", ["one", Warning, Answer.Failed("two", Refused)]);
        Assert.StartsWith("{\"items\":[\"one\",\n\"two\"],\"failures\":[{", text, StringComparison.Ordinal);
        Assert.EndsWith("],\"warnings\":[{\"id\":\"Careful\",\"message\":\"Careful.\"}]}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_there_is_sent_before_more_is_waited_for_and_signs_of_life_follow()
    {
        var source = Channel.CreateUnbounded<Answer<string>>();
        _context.Request.Headers.Accept = ApiProtocol.Lines;
        var sending = Sender().SendAsync(_context, token => source.Reader.ReadAllAsync(token), default);
        source.Writer.TryWrite("one");
        Assert.Equal("{\"value\":\"one\"}\n", await ReadAsync());
        for (var beat = 0; beat < 3; beat++)
        {
            await _time.WaitForTimersAsync(1);
            _time.Advance(ApiProtocol.Heartbeat);
            Assert.Equal("\n", await ReadAsync());
        }

        source.Writer.TryWrite("two");
        Assert.Equal("{\"value\":\"two\"}\n", await ReadAsync());
        source.Writer.Complete();
        await sending;
    }

    [Fact]
    public async Task Nothing_is_sent_before_it_is_known_whether_it_fails()
    {
        var source = Channel.CreateUnbounded<Answer<string>>();
        var sending = Sender().SendAsync(_context, token => source.Reader.ReadAllAsync(token), default);
        source.Writer.TryWrite(Refused);
        await _time.WaitForTimersAsync(1);
        source.Writer.Complete();
        await sending;
        Assert.Equal((502, ApiProtocol.ProblemType), (_context.Response.StatusCode, _context.Response.ContentType));
    }

    [Fact]
    public async Task A_failure_before_anything_was_sent_is_thrown_and_one_after_it_is_told_inside()
    {
        await Assert.ThrowsAsync<ClusterException>(() => Sender().SendAsync(_context, _ => FailingAsync(0, Refused), default));
        _context.Request.Headers.Accept = ApiProtocol.Lines;
        await Sender().SendAsync(_context, _ => FailingAsync(10_000, Refused), default);
        Assert.EndsWith("\"remedy\":\"Start it.\"}}\n", await ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unexpected_failure_is_logged_and_not_shown()
    {
        _context.Request.Headers.Accept = ApiProtocol.Lines;
        await Sender().SendAsync(_context, _ => FailingAsync(10_000, new InvalidOperationException("the-inside")), default);
        var text = await ReadToEndAsync();
        Assert.Contains("{\"error\":{\"type\":\"urn:lyttle-cluster:error:ManagerFailedUnexpectedly\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("the-inside", text, StringComparison.Ordinal);
        Assert.Contains("the-inside", _log.ToString(), StringComparison.Ordinal);
        Assert.Contains(_context.CorrelationId(), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_does_not_read_slows_the_source_and_is_cut_off()
    {
        _pipe.Reader.CancelPendingRead();
        var asked = 0;
        var ended = false;
        _context.Request.Headers.Accept = ApiProtocol.Lines;
        var sending = Sender().SendAsync(_context, Endless, default);
        await _time.WaitForTimersAsync(1);
        // A few buffers, and no more however long it waits.
        Assert.InRange(asked, 1, 200);
        Assert.False(sending.IsCompleted);
        _time.Advance(new ManagerLimits().ReaderSilence);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.True(_aborted.IsCancellationRequested);
        Assert.True(ended);
        Assert.Contains("did not read", _log.ToString(), StringComparison.Ordinal);

        async IAsyncEnumerable<Answer<string>> Endless([EnumeratorCancellation] CancellationToken token)
        {
            try
            {
                var text = new string('x', 1000);
                while (!token.IsCancellationRequested)
                {
                    asked++;
                    yield return text;
                }
            }
            finally
            {
                ended = true;
            }

            await Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_caller_who_hangs_up_ends_the_source_and_it_is_waited_for()
    {
        var ended = false;
        var sending = Sender().SendAsync(_context, Waiting, default);
        await _time.WaitForTimersAsync(1);
        await _aborted.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.True(ended);

        async IAsyncEnumerable<Answer<string>> Waiting([EnumeratorCancellation] CancellationToken token)
        {
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                await Task.Yield();
                ended = true;
            }

            yield break;
        }
    }

    private AnswerSender Sender() => new(new ManagerLimits(), new ServiceLog(_log, LogFormat.Text, TimeProvider.System), _time);

    private async Task<string> SendAsync(string accept, Answer<string>[] answers)
    {
        _context.Request.Headers.Accept = accept;
        await Sender().SendAsync(_context, _ => answers.ToAsyncEnumerable(), default);
        Assert.Equal((200, accept), (_context.Response.StatusCode, _context.Response.ContentType));
        return await ReadToEndAsync();
    }

    private async Task<string> ReadAsync()
    {
        var read = await _pipe.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        var text = Encoding.UTF8.GetString(read.Buffer);
        _pipe.Reader.AdvanceTo(read.Buffer.End);
        return text;
    }

    private async Task<string> ReadToEndAsync()
    {
        await _pipe.Writer.CompleteAsync();
        using var reader = new StreamReader(_pipe.Reader.AsStream());
        return await reader.ReadToEndAsync();
    }

    private async IAsyncEnumerable<Answer<string>> FailingAsync(int count, Exception failure)
    {
        for (var number = 0; number < count; number++)
        {
            yield return "value";
            // What waits is read, so that nothing is held up.
            if (number % 1000 == 999 && _pipe.Reader.TryRead(out var read)) _pipe.Reader.AdvanceTo(read.Buffer.End);
        }

        await Task.CompletedTask;
        throw failure;
    }

    private sealed class Lifetime(CancellationTokenSource aborted) : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; } = aborted.Token;

        public void Abort() => aborted.Cancel();
    }
}
