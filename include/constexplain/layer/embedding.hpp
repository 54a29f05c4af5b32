#pragma once
/// Rows of a table, chosen by their numbers.
#include <constexplain/layer/sequence.hpp>

namespace constexplain {

/// From a vector of row numbers to a sequence of rows: row x_s of the weights [Rows][Width] is step s. What is not a
/// whole number in [0, Rows) ends in `status::row_out_of_range`, without scores.
template<size_t Rows, size_t Width>
struct embedding : kind::lookup {
    static_assert(Rows <= size_t{1} << 24U,
                  "embedding: at most 2^24 rows, so that each number of a row is exact in float");
    using shape_needed = needs::a_vector_of_row_numbers;
    using shape_cure = cure::declare_the_input_as_input_steps;
    static constexpr size_t rows = Rows;
    static constexpr size_t width = Width;

    static constexpr problem check(shape const& in) {
        if (Rows == 0 || Width == 0) return problem::no_outputs;
        return in.rank == 1 ? problem::none : problem::needs_another_shape;
    }
    static constexpr shape out(shape const& in) { return shape::sequence(in.count(), Width); }
    static constexpr domain values(domain const&) { return domain::reals(); }
    static constexpr memory_order order(boundary const& in) { return detail::natural_order(out(in.extents)); }
    static constexpr size_t multiply_accumulates(shape const&) { return 0; }
    static constexpr auto parameter_arrays(shape const&) {
        return std::array{parameter_array{"weight", shape{Rows, Width}}};
    }
    static constexpr void write(meta::text_writer& text, shape const&) {
        text << "embedding(" << Rows << "," << Width << ")";
    }
};

}  // namespace constexplain
