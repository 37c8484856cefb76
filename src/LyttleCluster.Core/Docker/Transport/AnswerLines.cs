using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.Docker;

/// <summary>The lines of an answer as they come, each whole in memory, up to <see cref="DockerErrors.MaxAnswerBytes"/>.</summary>
internal sealed class AnswerLines(AnswerStream answer)
{
    // As long as a few events: a thousand streams are followed at once, and where lines are longer it grows.
    private byte[] _buffer = new byte[2 * 1024];
    private int _start;
    private int _searched;
    private int _end;
    private bool _ended;

    /// <summary>The line, without its line end; it is overwritten by the next.</summary>
    public ReadOnlyMemory<byte> Current { get; private set; }

    /// <summary>Goes to the next line; false at the end of the answer. What follows the last line end is a line too.</summary>
    public async ValueTask<bool> MoveNextAsync()
    {
        while (true)
        {
            var at = _buffer.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                var end = _searched + at;
                Current = _buffer.AsMemory(_start, end - _start);
                _start = _searched = end + 1;
                return true;
            }

            // What was searched once is not searched again, however long the line is.
            _searched = _end;
            if (_ended) return TakeRest();
            MakeRoom();
            var read = await answer.ReadAsync(_buffer.AsMemory(_end));
            _end += read;
            _ended = read == 0;
        }
    }

    private bool TakeRest()
    {
        Current = _buffer.AsMemory(_start, _end - _start);
        _start = _end;
        return !Current.IsEmpty;
    }

    private void MakeRoom()
    {
        var held = _end - _start;
        if (held > DockerErrors.MaxAnswerBytes) throw answer.Errors.AnswerTooLarge();
        if (_buffer.Length - _end >= _buffer.Length / 2) return;
        var target = held < _buffer.Length / 2 ? _buffer : new byte[_buffer.Length * 2];
        _buffer.AsSpan(_start, held).CopyTo(target);
        (_buffer, _start, _searched, _end) = (target, 0, held, held);
    }
}
