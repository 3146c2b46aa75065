// Readers of texts: every cut, every flipped bit, strange numbers and encodings, and what is no file at all.
#include "hostile/all_trials.hpp"
#include "hostile/text_subjects.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <malloc.h>
#include <new>

using namespace halong::test;

// Counts what operator new gives out; that of arrays calls this one.
void* operator new(std::size_t size)
{
    void* const memory = std::malloc(size == 0 ? 1 : size);
    if (memory == nullptr) throw std::bad_alloc();
    std::size_t const now = bytes_in_use += ::malloc_usable_size(memory);
    std::size_t most = bytes_at_most;
    while (now > most && !bytes_at_most.compare_exchange_weak(most, now)) {
    }
    return memory;
}
void operator delete(void* memory) noexcept
{
    if (memory != nullptr) bytes_in_use -= ::malloc_usable_size(memory);
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept { ::operator delete(memory); }

TEST_CASE("readers of texts end in a value or a refusal that helps", "[hostile]")
{
    for (Subject const& subject : text_subjects()) try_all(subject, 1);
}

TEST_CASE("readers of texts, every cut and every bit", "[hostile][slow]")
{
    for (Subject const& subject : text_subjects()) try_all(subject, 1'000'000);
}
